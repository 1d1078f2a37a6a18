using KmsGuard.EntityFrameworkCore.Tests.Models;

namespace KmsGuard.EntityFrameworkCore.Tests.Support;

/// <summary>An entity that holds an encrypted record as a part of itself.</summary>
public class Dossier
{
    public int Id { get; set; }

    public required EncryptedCustomer Subject { get; set; }
}
