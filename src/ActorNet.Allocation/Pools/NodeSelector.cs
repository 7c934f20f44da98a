using System.Collections.Immutable;

namespace ActorNet.Allocation.Pools;

/// <summary>The labels that a node must have to get a lease from a pool which it does not name.</summary>
public sealed class NodeSelector : IEquatable<NodeSelector>
{
    /// <summary>The most labels that it can have.</summary>
    public const int MaxLabels = 16;

    /// <summary>No labels: it selects no node, and the pool has to be named.</summary>
    public static readonly NodeSelector None = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    private NodeSelector(ImmutableSortedDictionary<string, string> labels) => Labels = labels;

    /// <summary>The labels, in the order of their keys.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; }

    /// <summary>Whether it selects no node.</summary>
    public bool IsEmpty => Labels.IsEmpty;

    /// <summary>How many labels it asks for: of several that match a node, the one that asks for most is meant.</summary>
    public int Specificity => Labels.Count;

    /// <summary>Makes one of labels; a key that comes twice counts as it comes last.</summary>
    public static NodeSelector Of(IEnumerable<KeyValuePair<string, string>> labels)
    {
        var builder = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in labels)
        {
            builder[key] = value;
        }

        return builder.Count == 0 ? None : new NodeSelector(builder.ToImmutable());
    }

    /// <summary>Whether a node with these labels is selected.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) =>
        !IsEmpty && Labels.All(label => labels.TryGetValue(label.Key, out var value) && value == label.Value);

    /// <summary>
    /// Whether some node would be selected by both and neither were more specific: as many labels, and none of them contradict. Nobody could say
    /// which pool such a node is of.
    /// </summary>
    public bool TiesWith(NodeSelector other) =>
        !IsEmpty
        && Specificity == other.Specificity
        && Labels.All(label => !other.Labels.TryGetValue(label.Key, out var value) || value == label.Value);

    /// <inheritdoc/>
    public bool Equals(NodeSelector? other) => other is not null && Labels.SequenceEqual(other.Labels);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NodeSelector);

    /// <inheritdoc/>
    public override int GetHashCode() => Labels.Aggregate(0, (hash, label) => HashCode.Combine(hash, label.Key, label.Value));

    /// <summary>As in <c>rack=7,zone=a</c>; empty for none.</summary>
    public override string ToString() => string.Join(',', Labels.Select(label => $"{label.Key}={label.Value}"));
}
