using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>Personal or secret data in a pair, by what its member is marked as, or by what it is called.</summary>
internal static class PersonalData
{
    // By the words at the end of a name, joined: "customerEmail" and "e-mail address", not "emailTemplate" or "passwordHash".
    private static readonly ImmutableHashSet<string> Names = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "ssn", "socialsecuritynumber", "taxid", "nationalid", "passportnumber", "driverslicense", "driverlicense",
        "email", "emailaddress", "phone", "phonenumber", "mobilenumber", "streetaddress", "postaladdress", "homeaddress",
        "firstname", "lastname", "surname", "fullname", "maidenname", "birthdate", "dateofbirth", "dob", "birthday", "diagnosis",
        "pan", "cardnumber", "creditcard", "creditcardnumber", "cvv", "cvc", "iban", "bankaccount", "bankaccountnumber",
        "password", "passwd", "pwd", "passphrase", "pin", "pincode", "apikey", "accesstoken", "refreshtoken", "privatekey", "secretkey", "clientsecret");

    private static readonly string[] Protections = ["Hash", "Hmac", "Digest", "Mask", "Encrypt", "Token", "Pseudonym", "Redact", "Fingerprint", "Anonym", "Index"];

    /// <summary>The member that is marked as secret and that a text shows, or null.</summary>
    internal static ISymbol? IsSecret(IOperation value) => Shown(value).Select(static one => one.Symbol).FirstOrDefault(static member => member is not null && SecretMembers.IsSecret(member));

    /// <summary>What says that a pair holds personal or secret data: its name, or that of the value. Null where nothing does, or the value is fixed or protected.</summary>
    internal static string? NameOf(IOperation key, IOperation value)
    {
        if (value.Bare().ConstantValue.HasValue || value.IsNull() || IsProtected(value))
            return null;
        var texts = ConstantValues.Of(key, new StepBudget()).Select(static found => found.Text).Take(2).ToArray();
        // Fixed texts tell nothing of a person, whatever they are called.
        if (texts.Length == 1 && IsPersonal(texts[0]) && ConstantValues.Of(value, new StepBudget()).Count == 0)
            return texts[0];
        return Shown(value).Select(static one => one.Symbol?.Name).FirstOrDefault(static name => name is not null && IsPersonal(name));
    }

    internal static bool IsPersonal(string name)
    {
        var words = NameWords.In(name).ToArray();
        var joined = "";
        for (var i = words.Length - 1; i >= Math.Max(0, words.Length - 4); i--)
        {
            joined = words[i] + joined;
            if (Names.Contains(joined))
                return true;
        }
        return false;
    }

    private static bool IsProtected(IOperation value) => value.DescendantsAndSelf().OfType<IInvocationOperation>()
        .Any(static call => Array.Exists(Protections, word => call.TargetMethod.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0));

    // The members whose content can be read in the text: themselves, as text, trimmed, joined. Not what a method makes of them.
    private static IEnumerable<(IOperation Operation, ISymbol? Symbol)> Shown(IOperation value)
    {
        value = value.Bare();
        return value switch
        {
            IMemberReferenceOperation { ConstantValue.HasValue: false } member => [(value, member.Member)],
            IParameterReferenceOperation parameter => [(value, parameter.Parameter)],
            ILocalReferenceOperation { ConstantValue.HasValue: false } local => LocalUses.Of(local, new StepBudget()) is { Values.Count: 1 } uses && uses.Values[0].Bare() is not ILocalReferenceOperation
                ? [(value, local.Local), .. Shown(uses.Values[0])] : [(value, local.Local)],
            ICoalesceOperation coalesce => Shown(coalesce.Value).Concat(Shown(coalesce.WhenNull)),
            IConditionalAccessOperation access => Shown(access.Operation).Concat(Shown(access.WhenNotNull)),
            IInterpolatedStringOperation text => text.Parts.OfType<IInterpolationOperation>().SelectMany(static part => Shown(part.Expression)),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => Shown(sum.LeftOperand).Concat(Shown(sum.RightOperand)),
            IInvocationOperation { Instance: { } text, TargetMethod.Name: "ToString" or "Trim" or "ToLower" or "ToLowerInvariant" or "ToUpper" or "ToUpperInvariant" } => Shown(text),
            _ => [],
        };
    }
}
