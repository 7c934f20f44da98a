using ActorNet.Addressing;
using ActorNet.Contracts.V1;
using ActorNet.Flannel;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>One thing that a mirror does. Each can be done twice, and by two mirrors.</summary>
internal abstract record MirrorAction
{
    /// <summary>Says it, for people.</summary>
    public abstract string Text { get; }

    /// <summary>Reserves a range, in place of another reservation where one is named, whose rest stays reserved.</summary>
    public sealed record Reserve(Prefix Range, string NodeId, string Reason, ReservedRange? Replaces) : MirrorAction
    {
        public override string Text => $"reserve {Range} for {(NodeId.Length > 0 ? NodeId : "nobody")}{(Replaces is null ? "" : $", in place of {Replaces.Reservation.Name}")}";
    }

    /// <summary>Ends a reservation.</summary>
    public sealed record Unreserve(ReservedRange Reserved) : MirrorAction
    {
        public override string Text => $"end reservation {Reserved.Reservation.Name} of {Reserved.Range}";
    }

    /// <summary>Holds what a flanneld has, so that our nodes make routes to it.</summary>
    public sealed record Hold(string Holder, IReadOnlyList<Prefix> Subnets, NodeAttributes Attributes, bool IsRenewal) : MirrorAction
    {
        public override string Text => $"hold {string.Join(' ', Subnets)} for {Holder}";
    }

    /// <summary>Ends a lease that was held for a flanneld.</summary>
    public sealed record Release(Lease Lease) : MirrorAction
    {
        public override string Text => $"release {string.Join(' ', Lease.Subnets)} of {Lease.NodeId}";
    }

    /// <summary>Writes a key, if nobody has written it since.</summary>
    public sealed record Put(string Name, FlannelLease Value, long ModRevision, bool Stays) : MirrorAction
    {
        public override string Text => $"{(ModRevision == 0 ? "make" : "write")} flannel's key {Name} for node {Value.Mark!.Node}";
    }

    /// <summary>Deletes a key, if nobody has written it since.</summary>
    public sealed record Delete(FlannelEntry Entry) : MirrorAction
    {
        public override string Text => $"delete flannel's key {Entry.Name}";
    }
}
