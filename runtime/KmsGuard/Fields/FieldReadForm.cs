namespace KmsGuard.Fields;

/// <summary>One form in which a field may be stored: the end of its AAD, which authenticates that it is this form, and whether its plaintext is padded.</summary>
internal readonly record struct FieldReadForm(byte[] AadTail, bool IsPadded);
