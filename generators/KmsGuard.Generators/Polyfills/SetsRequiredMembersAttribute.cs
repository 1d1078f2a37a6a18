namespace System.Diagnostics.CodeAnalysis;

/// <summary>What the copy constructor of a record with required members needs.</summary>
[AttributeUsage(AttributeTargets.Constructor)]
internal sealed class SetsRequiredMembersAttribute : Attribute;
