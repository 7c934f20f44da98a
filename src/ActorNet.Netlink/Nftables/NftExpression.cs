namespace ActorNet.Netlink;

/// <summary>
/// One step of a rule. Steps that read put what they find into the one register that is used here; steps that compare end the rule where it is not what they want.
/// <see cref="NftMatch"/> has the usual combinations.
/// </summary>
public abstract record NftExpression
{
    private NftExpression()
    {
    }

    /// <summary>Reads what is known of the packet.</summary>
    /// <param name="Key">What.</param>
    public sealed record Meta(NftMetaKey Key) : NftExpression;

    /// <summary>Reads bytes of the packet.</summary>
    /// <param name="Base">From where the offset counts.</param>
    /// <param name="Offset">In bytes.</param>
    /// <param name="Length">In bytes, at most 16.</param>
    public sealed record Payload(NftPayloadBase Base, int Offset, int Length) : NftExpression;

    /// <summary>Goes on if what was read is, or is not, the value.</summary>
    /// <param name="Value">The value, as long as what was read.</param>
    /// <param name="IsInverted">Whether it must not be the value.</param>
    public sealed record Compare(NftValue Value, bool IsInverted = false) : NftExpression;

    /// <summary>Keeps only some bits of what was read.</summary>
    /// <param name="Bits">A one for each bit to keep.</param>
    public sealed record Mask(NftValue Bits) : NftExpression;

    /// <summary>Goes on if what was read is, or is not, in a set of the table.</summary>
    /// <param name="Set">The set's name.</param>
    /// <param name="IsInverted">Whether it must not be in it.</param>
    public sealed record Lookup(string Set, bool IsInverted = false) : NftExpression;

    /// <summary>Counts the packets that come here.</summary>
    /// <param name="Packets">How many there were.</param>
    /// <param name="Bytes">How large they were together.</param>
    public sealed record Counter(ulong Packets = 0, ulong Bytes = 0) : NftExpression;

    /// <summary>Decides.</summary>
    /// <param name="Verdict">What.</param>
    /// <param name="Chain">Where to go; null where the verdict goes nowhere.</param>
    public sealed record Decide(NftVerdict Verdict, string? Chain = null) : NftExpression;

    /// <summary>Gives the packet the source address of the link that it leaves by. Only in a chain of kind <c>nat</c> at <see cref="NftHook.Postrouting"/>.</summary>
    /// <param name="HasRandomPorts">Whether its source port is chosen at random among all (NF_NAT_RANGE_PROTO_RANDOM_FULLY).</param>
    public sealed record Masquerade(bool HasRandomPorts) : NftExpression;

    /// <summary>A step that this library does not know. It can be read, not written.</summary>
    /// <param name="Name">The kernel's name of it.</param>
    public sealed record Other(string Name) : NftExpression;
}
