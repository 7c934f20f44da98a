using ActorNet.Addressing;
using ActorNet.Contracts.V1;
using ActorNet.Flannel;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>
/// What is to be done so that each side shows what the other has: made of what both have, without any of what was done before. Done as far as it can be, it is made anew.
/// </summary>
internal sealed class MirrorPlan
{
    private readonly MirrorView _view;
    private readonly MirrorMemory _memory;
    private readonly List<MirrorAction> _actions = [];
    private readonly List<MirrorFinding> _findings = [];
    private readonly Dictionary<string, FlannelEntry> _entries;
    private readonly Dictionary<string, FlannelEntry> _byHolder;
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);

    private MirrorPlan(MirrorView view, MirrorMemory memory)
    {
        (_view, _memory) = (view, memory);
        _entries = view.Flannel.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);

        // A node has one lease with flannel; of two, one is left over from before, and ends by itself.
        _byHolder = view.Flannels.Where(entry => entry.Subnets.Any(view.IsInPool))
            .GroupBy(entry => FlannelNames.Holder(entry.Lease.Address!), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.MaxBy(entry => entry.ModRevision)!, StringComparer.Ordinal);
    }

    /// <summary>What is to be done, in order, and what an operator should know.</summary>
    public static (IReadOnlyList<MirrorAction> Actions, IReadOnlyList<MirrorFinding> Findings) Make(MirrorView view, MirrorMemory memory)
    {
        var plan = new MirrorPlan(view, memory);
        plan.AddFindings();
        plan.DropForeign();
        foreach (var (holder, entry) in plan._byHolder)
            plan.TakeIn(holder, entry);
        foreach (var leftover in view.Flannels.Except(plan._byHolder.Values).ToList())
            plan.Withhold(leftover);
        foreach (var held in view.OwnLeases)
            plan.Show(held);
        foreach (var node in view.Reservations.Where(reservation => reservation.OwnNode is not null && FlannelNames.ReadMoved(reservation.Reservation.Reason) is not null).GroupBy(reservation => reservation.OwnNode!))
            plan.KeepClaim(node.Key, [.. node]);
        foreach (var entry in view.Ours.Where(entry => !plan._visited.Contains(entry.Name)).ToList())
            plan.LookAfter(entry);
        return (plan._actions, plan._findings);
    }

    private void AddFindings()
    {
        _findings.AddRange(Exclusion.Check(_view));
        foreach (var (key, problem) in _view.Flannel.Malformed)
            Find("MALFORMED", $"{key} cannot be read, and flanneld passes over it as well: {problem}; delete the key, or mend it");
        if (_view.Flannel.Network is null)
            Find("NO_CONFIG", $"flannel's configuration cannot be read: {_view.Flannel.NetworkProblem}; what was there before counts");
    }

    /// <summary>Ends what was held for flannelds whose key is gone, and for those that have another subnet now. Where flanneld may pick, it stays reserved.</summary>
    private void DropForeign()
    {
        foreach (var lease in _view.Leases.Where(lease => FlannelNames.IsHolder(lease.NodeId)))
        {
            if (!_byHolder.TryGetValue(lease.NodeId, out var entry) || !lease.Subnets.Select(Prefix.Parse).ToHashSet().SetEquals(entry.Subnets.Where(_view.IsInPool)))
                _actions.Add(new MirrorAction.Release(lease));
        }

        foreach (var reserved in _view.Reservations.Where(reserved => reserved.OwnNode is null && FlannelNames.IsReservation(reserved.Reservation.Name)))
        {
            if (_view.Flannel.Entries.Any(entry => entry.Overlaps(reserved.Range)))
                _memory.Present(reserved.Reservation.Number);
            if (!reserved.IsHold && !(_byHolder.TryGetValue(reserved.Reservation.NodeId, out var entry) && entry.Subnets.Contains(reserved.Range)))
                _actions.Add(new MirrorAction.Reserve(reserved.Range, "", "flannel had given it to a node", reserved));
            else if (reserved.IsHold && !_view.IsInRange(reserved.Range) && !_view.Flannel.Entries.Any(other => other.Overlaps(reserved.Range))
                && _view.Flannel.Network is not null && _memory.IsOver(reserved.Reservation.Number))
                _actions.Add(new MirrorAction.Unreserve(reserved));
        }
    }

    /// <summary>Pins what a flanneld has to its name, and holds it there.</summary>
    private void TakeIn(string holder, FlannelEntry entry)
    {
        var inPool = entry.Subnets.Where(_view.IsInPool).ToList();
        var isReady = true;
        foreach (var subnet in inPool)
            isReady &= IsPinned(holder, entry, subnet);

        if (!isReady)
            return;

        if (!inPool.Select(subnet => subnet.Family).ToHashSet().SetEquals(_view.Cidrs.Select(cidr => cidr.Family)))
        {
            Find("NOT_ROUTED", $"{entry.Name} has not all address families of pool {_view.Pool.Name}: it is reserved, and our nodes make no route to it");
            return;
        }

        var attributes = MirroredLease.ToAttributes(entry, _memory.Network?.BackendPort ?? 0);
        var lease = _view.FindLease(holder);
        var isThere = lease is not null && lease.State != LeaseState.Revoked && lease.Attributes.Equals(attributes);
        if (_memory.TryRenew(holder, _view.Pool.TimeToLive.ToTimeSpan()) || !isThere)
            _actions.Add(new MirrorAction.Hold(holder, inPool, attributes, isThere));
    }

    private bool IsPinned(string holder, FlannelEntry entry, Prefix subnet)
    {
        var reserved = _view.FindReservation(subnet);
        if (reserved is not null && reserved.Range == subnet && reserved.Reservation.NodeId == holder)
            return reserved.Reservation.State == ReservationState.Active;

        if (_view.FindLengthProblem(subnet) is { } problem)
        {
            Find("NOT_ROUTED", $"flannel's {subnet} cannot be a node's here, {problem}: our nodes make no route to it");
            if (reserved is null && !IsHeldByOwn(entry, subnet))
                _actions.Add(new MirrorAction.Reserve(subnet, "", Reason(entry), Replaces: null));
        }
        else if (reserved is null)
        {
            if (!IsHeldByOwn(entry, subnet))
                _actions.Add(new MirrorAction.Reserve(subnet, holder, Reason(entry), Replaces: null));
        }
        else if (reserved.OwnNode is null && FlannelNames.IsReservation(reserved.Reservation.Name) && reserved.Range.Contains(subnet))
        {
            _actions.Add(new MirrorAction.Reserve(subnet, holder, Reason(entry), reserved));
        }
        else if (reserved.IsHold)
        {
            Find("NOT_ROUTED", $"reservation {reserved.Reservation.Name} keeps {reserved.Range}, in which flannel's {subnet} of {entry.Lease.Address} is: our nodes make no route to it");
        }
        else if (FlannelNames.ReadMoved(reserved.Reservation.Reason)?.Equals(entry.Lease.Address) != true)
        {
            Find(
                "COLLISION",
                $"reservation {reserved.Reservation.Name} pins {reserved.Range} to node {reserved.Reservation.NodeId}, and the flanneld at {entry.Lease.Address} has {subnet}; delete the reservation before that node's agent starts");
        }

        return false;
    }

    /// <summary>An old key of a node that has another one: only kept from our nodes.</summary>
    private void Withhold(FlannelEntry entry)
    {
        foreach (var subnet in entry.Subnets.Where(subnet => _view.IsInPool(subnet) && _view.FindReservation(subnet) is null && !IsHeldByOwn(entry, subnet)))
            _actions.Add(new MirrorAction.Reserve(subnet, "", Reason(entry), Replaces: null));
    }

    private bool IsHeldByOwn(FlannelEntry entry, Prefix subnet)
    {
        var held = _view.OwnLeases.FirstOrDefault(held => held.Subnets.Any(other => other.Overlaps(subnet)));
        if (held is not null && !MirrorView.IsSameNode(held.Lease, entry))
            Collide(held.Lease, entry);
        return held is not null;
    }

    /// <summary>Shows a node's lease to the flannelds.</summary>
    private void Show(HeldSubnets held)
    {
        var backend = held.Lease.Attributes?.BackendType ?? BackendType.Alloc;
        if (_memory.Network?.Backend is { } wanted && backend is BackendType.HostGw or BackendType.Vxlan && wanted != (backend == BackendType.HostGw ? "host-gw" : "vxlan"))
            Find("OTHER_BACKEND", $"node {held.Lease.NodeId} says {backend}, and flannel's backend is {wanted}: flannelds make no route to it; start its agent with --backend {wanted}");

        foreach (var subnets in MirroredLease.Keys(held.Subnets))
        {
            var (name, value) = (FlannelKey.Format(subnets), MirroredLease.ToFlannel(held.Lease, subnets));
            var isInRange = subnets.Any(_view.IsInRange);
            foreach (var foreign in _view.Flannels.Where(entry => entry.Name != name && subnets.Any(entry.Overlaps) && !MirrorView.IsSameNode(held.Lease, entry)))
                Collide(held.Lease, foreign);

            _visited.Add(name);
            if (!_entries.TryGetValue(name, out var entry))
                _actions.Add(new MirrorAction.Put(name, value, ModRevision: 0, isInRange));
            else if (!entry.IsFlannels)
                PutUnlessSame(entry, value, isInRange);
            else if (MirrorView.IsSameNode(held.Lease, entry))
                TakeOver(entry, value, isInRange);
            else
                Collide(held.Lease, entry);
        }
    }

    /// <summary>A node that was moved keeps its key when it has no lease, so that no flanneld picks what is pinned to it.</summary>
    private void KeepClaim(string node, IReadOnlyList<ReservedRange> pins)
    {
        var address = FlannelNames.ReadMoved(pins[0].Reservation.Reason)!;
        var name = FlannelKey.Format([.. pins.Select(pin => pin.Range)]);
        if (_visited.Contains(name) || !pins.Any(pin => _view.IsInRange(pin.Range)))
            return;

        var claim = MirroredLease.ToClaim(_view.Pool.Name, node, address);
        if (!_entries.TryGetValue(name, out var entry))
            _actions.Add(new MirrorAction.Put(name, claim, ModRevision: 0, Stays: true));
        else if (entry.IsFlannels && address.Equals(entry.Lease.Address))
            TakeOver(entry, entry.Lease with { Mark = claim.Mark }, stays: true);
    }

    /// <summary>The same node has gone from one side to the other, or its flanneld is back.</summary>
    private void TakeOver(FlannelEntry entry, FlannelLease value, bool stays)
    {
        if (_memory.TryTakeOver(entry.Name))
            _actions.Add(new MirrorAction.Put(entry.Name, value, entry.ModRevision, stays));
        else
            Find("FLANNELD_RUNS", $"{entry.Name} is node {value.Mark!.Node}'s, and the flanneld at {entry.Lease.Address} has written it again: stop flanneld there");
    }

    /// <summary>A key of ours without a lease: where flanneld may pick it stays, as a claim; elsewhere it goes.</summary>
    private void LookAfter(FlannelEntry entry)
    {
        var mark = entry.Lease.Mark!;
        if (!entry.Subnets.Any(_view.IsInRange))
        {
            if (_view.Flannel.Network is not null)
                _actions.Add(new MirrorAction.Delete(entry));
            return;
        }

        // What a move has written is left as it was until the node has a lease: flannelds go on sending to it.
        PutUnlessSame(entry, mark.Epoch == 0 ? entry.Lease : MirroredLease.ToClaim(mark.Pool, mark.Node, entry.Lease.Address), stays: true);
        if (!entry.Subnets.Any(subnet => _view.FindReservation(subnet)?.OwnNode is not null))
            Find("CLAIM_UNUSED", $"flannel's key {entry.Name} is kept for node {mark.Node}, and nothing is pinned to it there; 'actornet flannel move' or 'actornet flannel return' would go on");
    }

    private void PutUnlessSame(FlannelEntry entry, FlannelLease value, bool stays)
    {
        var isSame = entry.Lease.ToJson().AsSpan().SequenceEqual(value.ToJson());
        var hangsRight = stays ? entry.EtcdLease == 0 : entry.EtcdLease == _memory.EtcdLease;
        if (!isSame || !hangsRight)
            _actions.Add(new MirrorAction.Put(entry.Name, value, entry.ModRevision, stays));
    }

    private void Collide(Lease lease, FlannelEntry entry) => Find(
        "COLLISION",
        $"node {lease.NodeId} holds {string.Join(' ', lease.Subnets)}, and the flanneld at {entry.Lease.Address} has {entry.Name}: two nodes use the same addresses; release one of them");

    private static string Reason(FlannelEntry entry) => $"the flanneld at {entry.Lease.Address} has it";

    private void Find(string code, string message)
    {
        if (!_findings.Exists(finding => finding.Code == code && finding.Message == message))
            _findings.Add(new MirrorFinding(code, message));
    }
}
