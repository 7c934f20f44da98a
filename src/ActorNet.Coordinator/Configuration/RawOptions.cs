using System.Collections;

namespace ActorNet.Coordinator.Configuration;

/// <summary>Settings as somebody wrote them, each with the place where it was found.</summary>
internal sealed class RawOptions : IEnumerable<KeyValuePair<OptionKey, RawValue>>
{
    private readonly Dictionary<OptionKey, RawValue> values = [];

    public RawValue? this[OptionKey key] => values.GetValueOrDefault(key);

    /// <summary>Sets a value in place of one that was there: what comes later wins.</summary>
    public void Add(OptionKey key, RawValue value) => values[key] = value;

    /// <summary>Takes in what a stronger source says: in place of the same settings, and of those that cannot be used beside them.</summary>
    public void Add(RawOptions stronger)
    {
        foreach (var (key, _) in stronger)
        {
            if (key.Alternative is { } alternative)
            {
                values.Remove(alternative);
            }
        }

        foreach (var (key, value) in stronger)
        {
            Add(key, value);
        }
    }

    public IEnumerator<KeyValuePair<OptionKey, RawValue>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A value that somebody wrote.</summary>
/// <param name="Texts">The value; several where the setting is a list.</param>
/// <param name="Origin">Where it was found, for messages: <c>--listen</c>, <c>ACTORNET_LISTEN</c> or <c>listen in /etc/…</c>.</param>
internal sealed record RawValue(IReadOnlyList<string> Texts, string Origin)
{
    public string Text => string.Join(',', Texts);
}
