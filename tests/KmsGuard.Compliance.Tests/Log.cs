using KmsGuard.Compliance.Models;
using Microsoft.Extensions.Logging;

namespace KmsGuard.Compliance.Tests;

/// <summary>Messages as an application writes them, made by the logging generator.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Read a customer")]
    internal static partial void Opened(ILogger logger, [LogProperties] EncryptedCustomer.OpenedRecord record);

    [LoggerMessage(2, LogLevel.Information, "Have a customer")]
    internal static partial void Plain(ILogger logger, [LogProperties] Customer customer);

    [LoggerMessage(3, LogLevel.Information, "Stored a customer")]
    internal static partial void Stored(ILogger logger, [LogProperties] EncryptedCustomer stored);

    [LoggerMessage(4, LogLevel.Information, "Read a person")]
    internal static partial void Person(ILogger logger, [LogProperties] EncryptedPerson.OpenedRecord record);
}
