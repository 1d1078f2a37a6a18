namespace System.Runtime.CompilerServices;

/// <summary>What required members need of the framework and netstandard2.0 lacks.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, Inherited = false)]
internal sealed class RequiredMemberAttribute : Attribute;

/// <summary>The same.</summary>
[AttributeUsage(AttributeTargets.Constructor)]
internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
{
    public string FeatureName { get; } = featureName;
}
