using Vogen;

namespace Shop.Ids;

[ValueObject<Guid>]
public readonly partial struct OrderId;

[ValueObject<string>]
public readonly partial struct Region;

[ValueObject<string>]
public partial class Iban;
