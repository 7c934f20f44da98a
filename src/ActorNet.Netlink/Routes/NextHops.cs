using System.Collections;
using System.Runtime.CompilerServices;

namespace ActorNet.Netlink;

/// <summary>The next hops of a multipath route, in order. Compares by its elements, so that routes do.</summary>
[CollectionBuilder(typeof(NextHops), nameof(Create))]
public sealed class NextHops : IReadOnlyList<NextHop>, IEquatable<NextHops>
{
    private readonly NextHop[] hops;

    private NextHops(NextHop[] hops) => this.hops = hops;

    /// <summary>No next hops.</summary>
    public static NextHops None { get; } = new([]);

    /// <inheritdoc/>
    public int Count => hops.Length;

    /// <inheritdoc/>
    public NextHop this[int index] => hops[index];

    /// <summary>Makes a list of the given hops.</summary>
    public static NextHops Create(ReadOnlySpan<NextHop> hops) => hops.IsEmpty ? None : new(hops.ToArray());

    /// <inheritdoc/>
    public bool Equals(NextHops? other) => other is not null && hops.AsSpan().SequenceEqual(other.hops);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NextHops);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var hop in hops)
            hash.Add(hop);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<NextHop> GetEnumerator() => ((IEnumerable<NextHop>)hops).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => hops.GetEnumerator();
}
