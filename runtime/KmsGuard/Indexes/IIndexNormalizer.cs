namespace KmsGuard;

/// <summary>What an application does to a value before its blind index is computed, such as the removal of dots from a mail address. Never changed once values are stored: another normalization is another <see cref="BlindIndexAttribute.Version"/>.</summary>
/// <typeparam name="T">The type of the encrypted property, without its nullable form.</typeparam>
public interface IIndexNormalizer<T>
{
    /// <summary>The one value that stands for all those which are to be found together. Free of culture, time and machine.</summary>
    static abstract T Normalize(T value);
}
