using KmsGuard.EntityFrameworkCore.Tests.Models;
using Microsoft.EntityFrameworkCore;

namespace KmsGuard.EntityFrameworkCore.Tests;

/// <summary>EF Core says that it runs in a tool by a static property.</summary>
[CollectionDefinition(nameof(DesignTime), DisableParallelization = true)]
public sealed class DesignTime;

[Collection(nameof(DesignTime))]
public sealed class DesignTimeTests : IDisposable
{
    /// <summary>The tool that writes a compiled model (dotnet ef dbcontext optimize) converts the default of every property's type.</summary>
    [Fact]
    public void The_tools_can_convert_what_an_application_cannot_store()
    {
        var field = new FieldCiphertextConverter<EncryptedCustomer.SsnCiphertext>();
        var header = new RecordHeaderConverter();
        Assert.Throws<CiphertextFormatException>(() => field.ConvertToProvider(default(EncryptedCustomer.SsnCiphertext)));
        Assert.Throws<CiphertextFormatException>(() => header.ConvertToProvider(default(RecordHeader)));

        var index = new BlindIndexConverter<EncryptedMember.EmailIndexValue>();
        Assert.Throws<CiphertextFormatException>(() => index.ConvertToProvider(default(EncryptedMember.EmailIndexValue)));

        SetDesignTime(true);
        Assert.Equal(0L, index.ConvertToProvider(default(EncryptedMember.EmailIndexValue)));
        Assert.Equal(7L, index.ConvertToProvider(EncryptedMember.EmailIndexValue.FromValue(7)));
        Assert.Equal(Array.Empty<byte>(), field.ConvertToProvider(default(EncryptedCustomer.SsnCiphertext)));
        Assert.Equal(Array.Empty<byte>(), header.ConvertToProvider(default(RecordHeader)));
        Assert.Equal(default(EncryptedCustomer.SsnCiphertext), field.ConvertFromProvider(Array.Empty<byte>()));
    }

    public void Dispose() => SetDesignTime(false);

    private static void SetDesignTime(bool value) => typeof(EF).GetProperty(nameof(EF.IsDesignTime))!.SetValue(null, value);
}
