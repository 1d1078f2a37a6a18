using KmsGuard.Tests.Models;

namespace KmsGuard.Tests.Records;

/// <summary>What changes while an operation waits for the key service.</summary>
public sealed class ConcurrentChangeTests : PatientRecords
{
    /// <summary>A field under the old record key beside the new header could never be read again.</summary>
    [Fact]
    public async Task A_field_is_not_set_on_a_record_that_got_a_new_header_meanwhile()
    {
        var patient = NewPatient();
        var stored = await Encryptor.EncryptAsync(patient);
        var gate = new TaskCompletionSource();
        Keyring.Gate = gate.Task;
        var set = Encryptor.SetFieldAsync(stored, EncryptedPatient.Fields.Name, "B").AsTask();
        Keyring.Gate = Task.CompletedTask;
        await Encryptor.UpdateAsync(stored, patient);
        gate.SetResult();
        Harmless(await Assert.ThrowsAsync<InvalidOperationException>(() => set));
        AssertEqual(patient, await Encryptor.DecryptAsync(stored));
    }

    /// <summary>The record would bear the new identity and fields that are bound to the old one.</summary>
    [Fact]
    public async Task A_model_whose_identity_changes_meanwhile_is_not_encrypted()
    {
        var model = new Movable { Tenant = "t1", Id = 1, Text = Marker };
        var gate = new TaskCompletionSource();
        Keyring.Gate = gate.Task;
        var encrypting = Encryptor.EncryptAsync(model).AsTask();
        model.Id = 2;
        gate.SetResult();
        Harmless(await Assert.ThrowsAsync<InvalidOperationException>(() => encrypting));

        encrypting = Encryptor.EncryptAsync(model).AsTask();
        Assert.Equal(Marker, (await Encryptor.DecryptAsync(await encrypting)).Text);
    }
}
