namespace ActorNet.Simulation.Mutations;

/// <summary>The rules, each switched off.</summary>
internal static class MutationList
{
    private const string Acquire = "ActorNet.Allocation/Leases/AcquireRules.cs";
    private const string Blocks = "ActorNet.Allocation/Blocks/BlockRules.cs";
    private const string Cordon = "ActorNet.Allocation/Leases/CordonRules.cs";
    private const string Deadlines = "ActorNet.Allocation/Timing/DeadlineQueue.cs";
    private const string Deletion = "ActorNet.Allocation/Pools/Deletion.cs";
    private const string Directory = "ActorNet.Coordinator/Directory/DirectoryRules.cs";
    private const string Expiry = "ActorNet.Allocation/Leases/ExpiryRules.cs";
    private const string Further = "ActorNet.Allocation/Leases/FurtherRules.cs";
    private const string GiveBack = "ActorNet.Allocation/Leases/GiveBackRules.cs";
    private const string History = "ActorNet.Coordinator/Directory/DirectoryHistory.cs";
    private const string Incarnation = "ActorNet.Simulation/Owners/Incarnation.cs";
    private const string Ledger = "ActorNet.Coordinator/Directory/Ledger/LedgerRules.cs";
    private const string Machine = "ActorNet.Agent/Leasing/LeaseMachine.cs";
    private const string Moves = "ActorNet.Allocation/Leases/MoveRules.cs";
    private const string Peers = "ActorNet.Agent/Peers/PeerTable.cs";
    private const string Parking = "ActorNet.Allocation/Shards/Parking.cs";
    private const string Pipeline = "ActorNet.Allocation/Persistence/CommitPipeline.cs";
    private const string PoolChanges = "ActorNet.Allocation/Pools/PoolChanges.cs";
    private const string PoolCore = "ActorNet.Allocation/Pools/PoolCore.cs";
    private const string PoolRules = "ActorNet.Allocation/Pools/PoolRules.cs";
    private const string PoolState = "ActorNet.Allocation/Pools/PoolState.cs";
    private const string Release = "ActorNet.Allocation/Leases/ReleaseRules.cs";
    private const string Resize = "ActorNet.Allocation/Leases/ResizeRules.cs";
    private const string PoolAccount = "ActorNet.Allocation/Pools/PoolAccount.cs";
    private const string Renewal = "ActorNet.Allocation/Leases/RenewalRules.cs";
    private const string SpaceRequests = "ActorNet.Allocation/Pools/SpaceRequests.cs";
    private const string Settings = "ActorNet.Allocation/Shards/SettingsRules.cs";
    private const string ShardCore = "ActorNet.Allocation/Shards/ShardCore.cs";
    private const string PinGrants = "ActorNet.Allocation/Reservations/PinGrants.cs";
    private const string PinRules = "ActorNet.Allocation/Reservations/PinRules.cs";
    private const string ShardState = "ActorNet.Allocation/Shards/ShardState.cs";
    private const string Yield = "ActorNet.Allocation/Blocks/YieldRules.cs";

    private const string Withholding = "ActorNet.Allocation/Reservations/Withholding.cs";
    private const string WithheldSpace = "ActorNet.Allocation/Reservations/WithheldSpace.cs";
    private const string WithholdRules = "ActorNet.Allocation/Reservations/WithholdRules.cs";

    public static IReadOnlyList<Mutation> All { get; } =
    [
        // What is audited is kept as the journals say.
        new("the books keep what came back", "S3", Ledger, "Account = shard.Account.Remove(blocks),", "Account = shard.Account,"),
        new("what is on its way is in no book", "S3", Ledger, "Coming = number > shard.LastReceived ? shard.Coming.SetItem(number, blocks) : shard.Coming,", "Coming = shard.Coming,"),

        // Rule 1: every effect is one fenced transaction.
        new("blind put", "1", "ActorNet.Simulation/Store/Journal.cs", "position == events.Count;", "position <= events.Count;"),
        new(
            "who is refused goes on", "1", Incarnation,
            "            case StoreResult.Refused:\n",
            "            case StoreResult.Refused when SupersededAt is not null:\n                goto case StoreResult.Done;\n            case StoreResult.Refused:\n"),
        new("what a node says of itself is confirmed and not written", "1", Acquire, "if (lease.Instance == command.Instance && (lease.Attributes", "if (lease.Instance == command.Instance || (lease.Attributes"),
        new("what a node said of itself earlier replaces what it said later", "11", "ActorNet.Allocation/Leases/NodeAttributes.cs", "Version > 0 && Version < others.Version", "Version < 0") { KnownSeed = 18 },

        // Rule 2: a take-over writes first.
        new("serving before the activation is written", "2", Pipeline, "if (!IsOpen || writing is not null", "if (writing is not null"),
        new("no activation is written", "2", Incarnation, "        Write([activation], () =>\n", "        After(TimeSpan.Zero, () =>\n"),

        // Rule 3: nothing is confirmed without a proof that was asked for after the question came.
        new("renewal acknowledged without a fence", "3", Incarnation, "World.Store.Prove(this, journal, position, result => OnProof(batch, result));", "OnProof(batch, StoreResult.Done);"),
        new(
            "re-acquire from memory", "3", Incarnation,
            "            else if (batch.Answers.Count > 0)\n",
            """
                        else if (batch.Answers.All(answer => answer.To.Message is ActorNet.Allocation.Leases.AcquireLease))
                        {
                            pipeline.EndProof(batch);
                            Complete(batch);
                        }
                        else if (batch.Answers.Count > 0)

            """),
        new(
            "proof sent before the request arrived", "3", Pipeline,
            "var batch = new Batch<TEvent>(apply, sizeOf, limits.BytesPerWrite);",
            "var batch = proving.FirstOrDefault() ?? new Batch<TEvent>(apply, sizeOf, limits.BytesPerWrite);"),
        new("write started while a proof is under way", "3", Pipeline, "if (isWriteTaken || proving.Count > 0)", "if (isWriteTaken)"),
        new("decided on while a write is under way", "3", Pipeline, "if (!IsOpen || writing is not null || proving", "if (!IsOpen || (writing is not null && waiting.Count < 2) || proving"),
        new("renewed although taken back", "3", Renewal, "if (lease.State == LeaseState.Revoked)", "if (lease.State == LeaseState.Quarantined)"),

        // Rule 4: the agent counts from the moment it sent.
        new("time to live counted from the answer's receipt", "4", Machine, "TimeToLive = renewed.TimeToLive }, sentAt);", "TimeToLive = renewed.TimeToLive }, renewed.Now);"),
        new("grant counted from the answer's receipt", "4", Machine, "Deadline = LeaseTiming.BelievedUntil(granted.SentAt, lease.TimeToLive)", "Deadline = LeaseTiming.BelievedUntil(granted.Now, lease.TimeToLive)"),
        new("no drift margin", "4", "ActorNet.Agent/Leasing/LeaseTiming.cs", "(2 * ClockDrift * timeToLive) + MarginFloor", "TimeSpan.Zero"),
        new(
            "answer not matched to its request", "4", Machine,
            "|| !situation.Unanswered.TryGetValue(renewed.Number, out var sentAt))\n            return situation;\n",
            "|| situation.Unanswered.IsEmpty)\n            return situation;\n\n        var sentAt = situation.Unanswered.Last().Value;\n"),
        new("denial not matched to its request", "4", Machine, "situation.Believes && situation.Unanswered.ContainsKey(denied.Number)", "situation.Believes"),

        // Rule 5: the owner counts from later.
        new("no grace", "5", "ActorNet.Allocation/Timing/LeaseTiming.cs", "answered.Elapsed + TimeToLive + Grace", "answered.Elapsed + TimeToLive"),
        new("take-over trusts what was known before", "5", ShardCore, "State.RestartDeadlines(now);", "State.RestartDeadlines(default);"),
        new("a renewal does not count while it waits for its proof", "5", ShardCore, "        Extend(now);\n", string.Empty) { IsRare = true },
        new("a renewal counts from the decision only", "5", ShardCore, "            Extend(committed.At);\n", string.Empty) { KnownSeed = 79 },
        new("time in which the shard stood still counts", "5", ShardState, "=> Deadlines.Postpone(silence);", "=> _ = silence;"),
        new("the time before the first tick counts", "5", ShardCore, "        lastTick = now.Elapsed;\n    }\n\n    public void Decide", "    }\n\n    public void Decide") { KnownSeed = 1130 },
        new("deadlines may move back", "5", Deadlines, "(before < time || before == Never)", "(before != time || before == Never)")
        {
            CoveredBy = "time moves on: what is set later is later, but for what was postponed, and that keeps its full time from the answer on",
        },
        new("what was postponed is due at its old time", "5", Deadlines, "if (entry.EndsAt + postponed <= now)", "if (entry.EndsAt <= now)"),
        new("a take-over sets deadlines for active leases only", "5", ShardState, "in leases.Values)\n        {\n            Deadlines.Set(lease.Node, lease.State", "in leases.Values.Where(lease => lease.State == LeaseState.Active))\n        {\n            Deadlines.Set(lease.Node, lease.State") { KnownSeed = 462 },
        new("reclaimed where only an operator may", "5", Expiry, "case LeaseState.Active or LeaseState.Suspect when state.Pool!.Reclaim == ReclaimPolicy.Manual:", "case LeaseState.Active when state.Pool!.Reclaim > ReclaimPolicy.Manual:") { KnownSeed = 33 },

        // Rule 6: unknown is unknown.
        new(
            "unknown taken for failure", "6", Incarnation,
            "        if (result != StoreResult.Done)\n",
            "        if (result == StoreResult.Unknown && position > 0)\n        {\n            pipeline.OnWritten();\n            Pump();\n            return;\n        }\n\n        if (result != StoreResult.Done)\n"),
        new("unknown taken for success", "6", Incarnation, "        if (result != StoreResult.Done)\n", "        if (result == StoreResult.Refused)\n"),

        // Rule 7: release.
        new("release without exact epoch", "7", Release, "if (lease.Epoch != command.Epoch)", "if (lease.Epoch < command.Epoch)") { KnownSeed = 7 },
        new("an operator's release frees at once", "7", Release, "command.Instance is not null || command.NodeIsDown", "true"),
        new("burnt epoch believed again", "7", Machine, "var isOutdated = lease.Epoch <= situation.Burnt || granted.Now", "var isOutdated = granted.Now") { IsRare = true },
        new("epoch given up is not burnt on the disk", "7", "ActorNet.Agent/State/AgentState.cs", "Burnt = Epoch.Max(Burnt, Lease.Lease.Epoch)", "Burnt = Burnt"),
        new("burnt epoch told before it is on the disk", "7", "ActorNet.Agent/Leasing/LeaseSaving.cs", "next.Burnt > before.Burnt ? SavingNeed.Burnt", "next.Burnt > before.Burnt ? SavingNeed.Deadline"),
        new("given up epoch granted again", "7", Acquire, "_ when command.BurntEpoch >= lease.Epoch =>", "_ when command.BurntEpoch > lease.Epoch =>") { KnownSeed = 84 },
        new("renewed although it has ended", "7", Renewal, "|| (lease.State == LeaseState.Quarantined && lease.Covers(command.Epoch)))", ")"),

        // Rule 8: clones.
        new("node id without instance", "8", Acquire, "var isHolder = lease.Instance == command.Instance || lease.Token == command.Token;", "var isHolder = true;"),
        new("release by another instance", "8", Release, "instance && instance != lease.Instance", "instance && instance.Value != instance.Value")
        {
            CoveredBy = "a release names the exact epoch (rule 7), which another instance never had",
        },

        // Rule 9: restarts.
        new("agent restart reloads its lease with full time", "9", Machine, "Lease = saved.Lease, Deadline = saved.Deadline }", "Lease = saved.Lease, Deadline = LeaseTiming.BelievedUntil(started.Now, saved.Lease.TimeToLive) }"),
        new("deadline saved in another boot", "9", Machine, "|| saved.BootId != started.Boot)", ")"),
        new("boot not looked at", "9", "ActorNet.Agent/State/SavedLease.cs", "BootId == boot && now < Deadline", "now < Deadline")
        {
            CoveredBy = "LeaseMachine.Start has looked at the boot before",
        },
        new("saved deadline not looked at", "9", "ActorNet.Agent/State/SavedLease.cs", "BootId == boot && now < Deadline", "BootId == boot"),

        // Rule 10: the higher epoch wins.
        new("a peer's lower epoch wins", "10", Peers, "peer.Epoch > known.Peer.Epoch\n", "peer.Epoch != known.Peer.Epoch\n"),
        new("a peer's end without epoch", "10", Peers, "peer.Epoch > known.Peer.Epoch\n", "!isLive || peer.Epoch > known.Peer.Epoch\n"),
        new("ground taken by a lower epoch", "10", Peers, "rival.Claim.Epoch > peer.Epoch : rival.Claim.Epoch >= peer.Epoch", "rival.Claim.Epoch > peer.Epoch : rival.Claim.Epoch > peer.Epoch && rival.Claim.Epoch < peer.Epoch"),
        new("ground that a higher epoch claims stays its loser's", "10", Peers, "new Entry(rival.Peer, rival.Ground.Remove(prefix))", "new Entry(rival.Peer, rival.Ground)"),
        new("directory takes lower epochs", "10", Directory, "before is null || granted.Epoch > before.Epoch =>", "before is null || granted.Epoch != before.Epoch =>")
        {
            CoveredBy = "a journal is read in its order and each event once (rule 11), and a node has one journal (rule 1)",
        },
        new("epoch used twice", "10", Acquire, "Epoch.Max(state.HighestEpoch, command.BurntEpoch).Next", "Epoch.Max(state.HighestEpoch, command.BurntEpoch)"),
        new("epoch floor of moved blocks ignored by shards", "10", ShardState, "HighestEpoch = Epoch.Max(HighestEpoch, grant.EpochFloor);", string.Empty),
        new("epoch floor of moved blocks ignored by pools", "10", "ActorNet.Allocation/Pools/PoolAccount.cs", "EpochFloor = Epoch.Max(EpochFloor, returned.Return.EpochFloor);", string.Empty),

        // Rule 11: watches.
        new("resume that skips one", "11", History, "change.Revision > revision)", "change.Revision > revision + 1)") { KnownSeed = 174 },
        new("resume where the past is forgotten", "11", History, "revision >= CompactedTo", "revision >= 0"),
        new("events that are read again count again", "11", Directory, "if (entry.SequenceNumber <= last)", "if (entry.SequenceNumber < last)"),
        new("a gap in a journal is not noticed", "11", Directory, "if (last > 0 && entry.SequenceNumber != last + 1)", "if (last > 0 && entry.SequenceNumber <= last)") { KnownSeed = 39 },
        new("a snapshot is taken for news", "11", "ActorNet.Agent/Peers/PeerFollower.cs", "(_incoming, _incomingTold) = (new PeerTable(), new ToldLeases());", "(_incoming, _incomingTold) = (_table, _told);") { KnownSeed = 49 },
        new("a deletion at the revision of what it deletes", "11", Directory, "before with { Revision = revision })", "before)"),
        new("what a node says of itself later is not shown", "11", Directory, "Changed(before, updated, revision) with { Attributes = updated.Attributes }", "Changed(before, updated, revision)"),
        new("what is taken back is shown as held", "11", Directory, "{ State = LeaseState.Revoked, Ending", "{ State = before.State, Ending"),
        new("an ended quarantine is shown for ever", "11", Directory, "(Replace(state, pool.Without(changed.Node)), null)", "(state, null)"),

        // Block moves (decision 2).
        new("grant taken twice", "S3", Blocks, "grant.Number > shard.LastGrant ?", "grant.Number >= shard.LastGrant ?"),
        new("block return taken twice", "S3", Blocks, "blockReturn.Number > pool.LastReturnFrom(shard)", "blockReturn.Number >= pool.LastReturnFrom(shard)"),
        new("a second grant before the first is received", "S3", SpaceRequests, "if (request.Side.ReceivedGrant == (pool.LastGrantTo(request.Shard)?.Number ?? 0))", "if (request.Side.ReceivedGrant >= 0)"),
        new("a second return before the first is confirmed", "S3", Yield, "if (lastReturn > confirmedReturn)", "if (lastReturn < confirmedReturn)") { IsRare = true },
        new("who is behind takes all the same", "S3", ShardCore, "var isBehind = BlockRules.IsBehind(State, side);", "var isBehind = false;"),
        new("a refusal tells of a grant that is not written", "S3", PoolCore, "        var envelope = new ShardEnvelope(shard, message(SideOf(shard)));\n        batch.Reply(default, _ => envelope);\n", "        batch.Reply(default, _ => new ShardEnvelope(shard, message(SideOf(shard))));\n") { KnownSeed = 20 },
        new("a yield answer tells of a return that is not written", "S3", ShardCore, "new BlocksYieldedOrNot(yield.Question, key, side));", "new BlocksYieldedOrNot(yield.Question, key, Side()));") { KnownSeed = 87 },
        new("a digest is taken when it leaves", "11", ShardCore, "batch.EventCount > 0 ? State.Digest() : digest", "State.Digest()"),

        new("who knows nothing of a pool says nothing", "S3", PoolCore, "            requests.Refuse(request, batch);\n            return;\n        }\n\n        if (IsBehind", "            return;\n        }\n\n        if (IsBehind") { IsRare = true },
        new("a lost question is never asked again", "S3", Parking, "now - since < AskAgainAfter", "now >= since"),

        new("a shard that was not heard has nothing", "S3", "ActorNet.Allocation/Pools/YieldRound.cs", "            heardEveryone = false;\n", string.Empty) { KnownSeed = 15 },

        new("what one asks for in a round stands for what others ask for", "S3", "ActorNet.Allocation/Pools/YieldRound.cs", "unserved = [.. requests.Where(request => request.Need.IsSameAs(Need))];\n        joined = [.. requests.Where(request => !request.Need.IsSameAs(Need))];", "unserved = [.. requests];\n        joined = [];") { IsRare = true },
        new("pieces that make up a larger subnet are not asked for", "S3", Blocks, "if (shard.Blocks[length.Family].HasFreeLongerThan(length.Length) ||", "if (length.Length < 0 ||") { KnownSeed = 336 },
        new("a piece of which a part is held is given up", "S3", Yield, "parts.All(part => IsIn(spaces, part, mayEndQuarantine))", "parts.Any()"),

        // Sizes in place.
        new("a subnet grows over its neighbour's", "S1", Resize, "&& space.IsFree(subnet.Buddy))", ")"),
        new("a subnet grows over the edge of what is offered", "S1", Resize, "subnet.Length > length && IsOffered(family, subnet, subnet.Length - 1) && space", "subnet.Length > length && space"),
        new("a part is given back by who has not given its lease up", "7", Resize, "family => SizeRules.Asked(command, family), giveBack: null);", "family => SizeRules.Asked(command, family), giveBack: command);"),
        new("who has not heard that its lease has grown is denied", "3", Renewal, "if (!lease.Covers(command.Epoch))", "if (lease.Epoch != command.Epoch)"),
        new("who has not heard that its lease has grown renews in vain", "5", ShardState, "&& lease.Covers(epoch) &&", "&& lease.Epoch == epoch &&") { KnownSeed = 600 },
        new("where a lease has grown from is forgotten", "1", ShardState, "var lease = Lease.Of(granted);", "var lease = Lease.Of(granted) with { GrownFrom = default };"),

        // Pools that change (decision 15).
        new("a take-over goes by the new time to live", "5", ShardState, "ToldMoreUntil = Longest.ReclaimAfter(now);\n        foreach", "ToldMoreUntil = Longest.ReclaimAfter(now);\n        LongestTimeToLive = Pool!.Timing.TimeToLive;\n        foreach") { KnownSeed = 457 },
        new("a longer time to live is forgotten too early", "5", Settings, "now.Elapsed > state.ToldMoreUntil ?", "now.Elapsed > TimeSpan.Zero ?") { KnownSeed = 457 },
        new("a snapshot forgets a longer time to live", "5", ShardState, "Max(snapshot.LongestTimeToLive, Pool.Timing.TimeToLive)", "Pool.Timing.TimeToLive") { KnownSeed = 3456 },
        new("who is told the old time to live is given the new one", "5", ShardCore, "State.Extend(asked.Node, epoch, timeToLive, at);", "State.Extend(asked.Node, epoch, State.Pool!.Timing.TimeToLive, at);") { IsRare = true },
        new("an older version replaces a newer", "V", Settings, "pool.Version > state.Pool!.Version ?", "pool.Version != state.Pool!.Version ?"),
        new("blocks are granted by settings that the shard does not know", "V", PoolCore, "if (changes.TellIfBehind(pool, request.Shard, request.Side, batch, now))", "if (changes.TellIfBehind(pool, request.Shard, request.Side, batch, now) && false)")
        {
            CoveredBy = "the message with the grant has the settings in it, and the shard takes them first",
        },
        new("blocks are taken before the settings that they were granted by", "V", ShardCore, "            TakeChange(side, batch, now);\n", string.Empty),
        new("who has not confirmed is not told again", "V", "ActorNet.Allocation/Pools/SettingsSpread.cs", "known.GetValueOrDefault(shard) < pool.Spec.Version && IsDue", "known.GetValueOrDefault(shard) < 0 && IsDue") { KnownSeed = 689 },
        new("a cordoned pool grants", "V", Cordon, "if (pool is { IsCordoned: false, IsClosing: false })", "if (pool is { IsClosing: false })"),
        new("a closed shard grants", "V", Cordon, "if (pool is { IsCordoned: false, IsClosing: false })", "if (pool is { IsCordoned: false })"),
        new("a closed shard grants anew what was given up", "V", Cordon, "(lease.IsRenewable && !pool.IsClosing)", "lease.IsRenewable") { IsRare = true },
        new("a pool is deleted while nodes hold leases", "V", PoolChanges, "if (holdings.Count > 0)", "if (holdings.Count < 0)"),
        new("a pool is deleted before all shards are heard", "V", Deletion, "public bool IsDone => unheard.Count == 0;", "public bool IsDone => unheard.Count <= 1;"),
        new("what was confirmed at an earlier closing counts", "V", Deletion, "side.PoolVersion == version;", "side.PoolVersion <= version;") { KnownSeed = 6863 },
        new("what is held is told of a shard that is open", "V", Settings, "if (!state.Pool!.IsClosing)", "if (state.Pool!.IsClosing && state.LeaseCount < 0)") { IsRare = true },
        new("a closed pool hands out blocks", "V", PoolCore, "if (pool.Spec.IsCordoned || pool.Spec.IsClosing)", "if (pool.Spec.IsCordoned)") { IsRare = true },
        new("a pool after another begins with its epochs anew", "10", PoolState, "DeletedFloor = Epoch.Max(DeletedFloor, Epoch.Max(account.EpochFloor, gone.EpochFloor));", "DeletedFloor = Epoch.None;"),
        new("what a pool loses may still be with shards", "V", PoolRules, "if (!pool.HasAllOf(cidr))", "if (cidr.Length > 128)"),
        new("a reservation does not end with its space", "V", PoolRules, "[.. EndReservations(pool, lost, now), new PoolChanged(now.WallClock, changed)]", "[new PoolChanged(now.WallClock, changed)]") { KnownSeed = 61 },
        new("a closed pool's subnets grow", "V", Acquire, "is { IsCordoned: true } or { IsClosing: true }", "is { IsCordoned: true }") { KnownSeed = 909 },
        new("a generation comes twice", "V", PoolRules, "Generation = state.LastGeneration(wanted.Name) + 1,", "Generation = 1,"),
        new("a snapshot forgets the generations that are gone", "V", PoolState, "        foreach (var (name, generation) in snapshot.Deleted)", "        foreach (var (name, generation) in snapshot.Deleted.RemoveRange(0, snapshot.Deleted.Length))") { KnownSeed = 697 },
        new("a change is made to another version than it was made for", "V", PoolRules, "if ((present.Generation, present.Version) != (wanted.Generation, wanted.Version))", "if (present.Generation != wanted.Generation)"),
        new("a deleted pool is shown for ever", "11", Directory, "(next with { Pools = next.Pools.Remove(deleted.Name) }, null)", "(next, null)"),
        new("a pool is shown as it was made", "11", Directory, "(Replace(next, pool.Changed(changed.Spec, entry.Revision)), null)", "(next, null)"),

        // Snapshots.
        new("a snapshot forgets the highest epoch", "10", ShardState, "(snapshot.Pool, snapshot.HighestEpoch, snapshot.LastGrant", "(snapshot.Pool, Epoch.None, snapshot.LastGrant"),
        new("a snapshot forgets that a lease was taken back", "1", ShardState, "            Put(lease);\n            if (lease.State", "            Put(lease.State == LeaseState.Revoked ? lease with { State = LeaseState.Active } : lease);\n            if (lease.State") { KnownSeed = 318 },

        // What nobody holds.
        new("what is taken back is kept where nothing is reclaimed", "S6", "ActorNet.Allocation/Leases/ExpiryRules.cs", "case LeaseState.Active or LeaseState.Suspect when", "case LeaseState.Active or LeaseState.Suspect or LeaseState.Revoked when") { KnownSeed = 175 },
        new("what is due late is never due", "S6", ShardState, "Deadlines.Extend(node, until, ", "Deadlines.Extend(node, now.Elapsed + TimeSpan.FromDays(1), "),

        // Reservations (decision 12).
        new("what is reserved and comes back is free", "R", PoolAccount, "            Reservations.OnFreed(block, Space);\n", string.Empty),
        new("what ends inside of a reservation is free again", "R", ShardState, "        CloseAll(lease.Subnets);\n\n        leases.Remove(", "        leases.Remove(") { KnownSeed = 19 },
        new("a shard goes back to older orders", "R", WithholdRules, "if (version <= state.Withheld.Version)", "if (version == state.Withheld.Version)"),
        new("a pin is handed over before its shard knows of it", "R", PinGrants, "side.WithheldVersion != orders?.Version || ", string.Empty) { KnownSeed = 139 },
        new("a pin is given back like any other range", "R", WithheldSpace, "ranges.Values.Where(range => range.Pinned is null)", "ranges.Values.Where(range => range.Range.Length > 0)"),
        new("a pin is not what its node gets", "R", PinRules, "state.Withheld.TryGetReadyPin(command.Node, family.Family, out subnet) || TryKeep", "TryKeep"),
        new("a node gets back what is reserved by now", "R", PinRules, "        state.Withheld.IsKeptFrom(lease.Node, subnet)\n        || (state", "        (state"),
        new("who moves because of a reservation need not have given up", "7", Acquire, "_ when command.BurntEpoch >= lease.Epoch && PinRules", "_ when PinRules"),
        new("orders that are lost are never told again", "R", Withholding, "last.Stand != stand || now - last.At >= (hasTaken ? LookAgainAfter : TellAgainAfter)", "last.Stand != stand") { KnownSeed = 78 },
        new("what is not reserved any more is withheld for ever", "R", "ActorNet.Allocation/Reservations/ShardOrders.cs", "Version += reservations.Remove(reservation) ? 1 : 0;", "reservations.Remove(reservation);"),
        new("a snapshot forgets what is withheld", "R", ShardState, "if (snapshot.WithheldVersion > 0)", "if (snapshot.WithheldVersion > long.MaxValue - 1)"),
        new("what is held of a reservation counts as reserved", "R", "ActorNet.Coordinator/Directory/DirectoryReservation.cs", "this with { Occupied = Occupied + Shared(subnet, family), Holders", "this with { Holders"),
        new("a pin is shown in force before its shard keeps it", "R", "ActorNet.Coordinator/Directory/DirectoryPool.cs", "shard.Withheld.Contains(reservation.Number) && ", string.Empty),

        // Moves (decision 16).
        new("a node moves that has not said that it can", "M", Moves, "command.AcceptsMove && !FamiliesToMove", "!FamiliesToMove") { KnownSeed = 72 },
        new("a node moves that need not", "M", Moves, "(state.Withheld.IsDrainedFrom(lease.Node, subnet) ||", "(state.Withheld.IsKeptFrom(lease.Node, subnet) ||") { KnownSeed = 131 },
        new("a node moves to a pin that does not drain", "M", Moves, "(hasPin && drains && pin != subnet)", "(hasPin && pin != subnet)") { KnownSeed = 384 },
        new("a move begins before another one is finished", "M", Moves, "if (lease.Leaving.Any(leaving => leaving.Family == family))", "if (lease.Leaving.Length > lease.Subnets.Length)") { KnownSeed = 75 },
        new("what is left is taken at once", "M", Moves, ".Concat(old.Concat(lease.Leaving).Where(", ".Concat(lease.Leaving.Where("),
        new("a move covers the last epoch only", "M", Moves, "GrownFrom = lease.CoveredFrom,", "GrownFrom = lease.Epoch,") { KnownSeed = 75 },
        new("what was given up is still renewed in the epochs before", "M", Moves, "            GrownFrom = lease.Epoch,\n", "            GrownFrom = lease.CoveredFrom,\n"),
        new("what was given up in an epoch ends in a later one", "M", Moves, "command.GivenUpEpoch == lease.Epoch && ", "command.GivenUpEpoch > Epoch.None && ") { IsRare = true },
        new("a closed shard takes what is given up", "M", Moves, " && !state.Pool!.IsClosing && lease.Leaving", " && lease.Leaving") { IsRare = true },
        new("nodes move where nothing new is granted", "M", Moves, "|| state.Pool is { IsCordoned: true } or { IsClosing: true })", ")"),
        new("who has not heard that it has got another subnet is not told", "M", Moves, "(known != lease.Epoch && !lease.Leaving.IsEmpty) || ", string.Empty) { KnownSeed = 3005 },
        new("nobody is told to move", "M", Renewal, "MustMove = MoveRules.MustMove(state, lease, command.Epoch)", "MustMove = false") { KnownSeed = 231 },
        new("who cannot move is refused its lease", "M", ShardCore, "if (hasLease && AcquireRules", "if (hasLease && State.LeaseCount < 0 && AcquireRules") { KnownSeed = 72 },
        new("who has given all up gets what it was leaving", "M", Acquire, "ResizeRules.GrowOrGiveBack(state, command, lease.WithoutLeaving())", "ResizeRules.GrowOrGiveBack(state, command, lease)") { IsRare = true },
        new("who comes back gets what it was leaving", "M", Acquire, "var had = lease.WithoutLeaving();", "var had = lease;") { KnownSeed = 488 },
        new("who is given its revoked lease anew does not know what it was leaving", "M", Acquire, "isKept: true, [], now, lease.Leaving),", "isKept: true, [], now),") { IsRare = true },
        new("what was being left is kept of a lease that must move", "M", PinRules, "foreach (var kept in lease.Staying.Where(", "foreach (var kept in lease.Subnets.Reverse().Where(") { IsRare = true },
        new("a subnet grows while its node moves", "M", Acquire, "            || !lease.Leaving.IsEmpty\n", string.Empty) { KnownSeed = 1182 },
        new("shards are not told that a reservation drains by now", "M", "ActorNet.Allocation/Reservations/ShardOrders.cs", "Version += reservations.Contains(reservation) ? 1 : 0;", "_ = reservations.Contains(reservation);") { KnownSeed = 264 },
        new("a snapshot forgets what is being left", "M", ShardState, "            space.Take(lease.Subnets);\n            Put(lease);", "            space.Take(lease.Subnets);\n            Put(lease with { Leaving = [] });") { IsRare = true },
        new("a directory does not show what is being left", "M", Directory, "        Leaving = granted.Leaving,\n", "        Leaving = [],\n"),
        new("what is given up is told before it is on the disk", "M", "ActorNet.Agent/Leasing/LeaseSaving.cs", "next.GivenUp != before.GivenUp ? SavingNeed.GivenUp", "next.GivenUp != before.GivenUp ? SavingNeed.Deadline"),
        new("what was given up is believed again", "M", Machine, "var lease = givenUp is null ? granted.Lease : granted.Lease.Without(givenUp.Subnets);", "var lease = granted.Lease;")
        {
            CoveredBy = "while the lease is known, an answer of the same epoch with other subnets is outdated; only one that comes after a boot could be believed",
        },
        new("what was given up is forgotten with the boot", "M", Machine, "GivenUp = started.GivenUp is { } givenUp && givenUp.Epoch > started.Burnt ? givenUp : null,", "GivenUp = null,") { IsRare = true, KnownSeed = 3503 },

        // Further subnets, and what is given back (decision 18).
        new("who takes no more gets a further subnet", "F", Further, "staying.Length >= Math.Min(command.MostSubnets, Lease.MostSubnets)", "staying.Length >= Lease.MostSubnets"),
        new("a further subnet makes more than is wanted", "F", Further, "(int)UInt128.Log2(wanted - held)", "(int)UInt128.Log2(wanted)") { KnownSeed = 180 },
        new("a further subnet covers the last epoch only", "F", Acquire, "with { GrownFrom = lease.CoveredFrom };", "with { GrownFrom = lease.Epoch };"),
        new("a further subnet is somebody's who may come back", "F", Further, "search < SpaceSearch.Free ? search : SpaceSearch.Free;", "search;") { IsRare = true },
        new("what one family lacks, none gets", "F", Further, "families[..1], reach", "families, reach") { KnownSeed = 120 },
        new("one of several grows as if it was the only one", "F", Resize, "        if (IsOnlyOne(subnets, subnet))\n", "        if (subnets.Length > 0)\n") { KnownSeed = 180 },
        new("who comes back and takes fewer gets all", "F", GiveBack, "if (isSurplus || index >= command.MostSubnets)", "if (isSurplus || index >= Lease.MostSubnets)") { IsRare = true },
        new("who does not give back is to leave what it does not want", "F", GiveBack, "if (!command.GivesBack || SizeRules", "if (SizeRules"),
        new("too much is given back", "F", GiveBack, "subnet != staying[0] && subnet.AddressCount <= held - wanted", "subnet != staying[0] && subnet.AddressCount <= held") { IsRare = true },
        new("half of what is wanted is given back", "F", GiveBack, "subnet.AddressCount / 2 <= held - wanted", "subnet.AddressCount / 4 <= held - wanted") { IsRare = true },
        new("who cannot give up is to leave what it does not want", "F", GiveBack, "if (!command.AcceptsMove || state", "if (state"),
        new("a closed shard takes back", "F", GiveBack, "command.AcceptsMove || state.Pool!.IsClosing || !lease", "command.AcceptsMove || !lease") { IsRare = true },
        new("more is given back before the first is", "F", GiveBack, "state.Pool!.IsClosing || !lease.Leaving.IsEmpty || (", "state.Pool!.IsClosing || (") { KnownSeed = 326 },
        new("what is given back is covered from the last epoch on", "F", GiveBack, "GrownFrom = lease.CoveredFrom,", "GrownFrom = lease.Epoch,"),
        new("of several the first moves, whichever is in the way", "M", Moves, "staying.Where(subnet => state.Withheld.IsDrainedFrom(lease.Node, subnet)).DefaultIfEmpty(staying[0]).First()", "staying[0]") { IsRare = true },
        new("one of several moves to one as large as all", "F", Moves, "if (command.MostSubnets > 1 || lease.StayingOf(family.Family).Length > 1)", "if (command.MostSubnets < 0)") { IsRare = true },
        new("who moves goes to another of its own", "M", PinRules, "(lease.IsRenewable && command.BurntEpoch < lease.Epoch) || !MustMove", "!MustMove") { KnownSeed = 134 },

        // Headroom (decision 19).
        new("the last of a pool is anybody's", "H", "ActorNet.Allocation/Pools/HeadroomRules.cs", "(lost == UInt128.Zero || lost <= Spare(pool, family))", "lost >= UInt128.Zero"),
        new("what is to make up for what shards have of the headroom is kept from nobody", "H", "ActorNet.Allocation/Pools/HeadroomRules.cs", "return wanted > lent ? wanted - lent : UInt128.Zero;", "return wanted > lent ? UInt128.Zero : wanted;"),
        new("what came out of the headroom is anybody's", "H", ShardState, "if (grant.IsKept && !Pool!.Headroom.IsNone)", "if (grant.IsKept && Pool is null)") { KnownSeed = 169 },
        new("what ends in the headroom is anybody's", "H", ShardState, "            Withheld.Close(prefix, space);\n            Kept.Close(prefix, space);\n", "            Withheld.Close(prefix, space);\n") { KnownSeed = 169 },
        new("a snapshot forgets what is kept", "H", ShardState, "        Kept.Add(snapshot.Kept, space);\n", string.Empty) { IsRare = true },
        new("what has come back counts as with a shard", "H", PoolAccount, "            KeptByShards.Take(KeptByShards.Of(block).Within(block));\n", string.Empty),
        new("what is kept is nobody's", "H", "ActorNet.Allocation/Leases/SubnetSearch.cs", "state.Pool!.Headroom.IsFor(command.Labels)", "state.LeaseCount < 0 && state.Pool!.Headroom.IsFor(command.Labels)"),
        new("what a shard has of the headroom stays there", "H", Yield, "(!found.IsEmpty || !need.IsForKept) ? found", "found.Length >= 0 ? found") { KnownSeed = 169 },

        // The design's quarantine.
        new("quarantine skipped", "Q", ShardState, "Deadlines.Set(lease.Node, now.Elapsed + Pool!.Timing.Quarantine);", "Deadlines.Set(lease.Node, now.Elapsed);") { KnownSeed = 3 },
        new("a part of a larger quarantined subnet is nobody's", "Q", "ActorNet.Allocation/Shards/QuarantineIndex.cs", "length < prefix.Length &&", "length > 128 &&") { KnownSeed = 44 },
        new("quarantined space is taken for free", "Q", ShardState, "space.Of(subnet).Quarantine(subnet);", "space.Of(subnet).Add(subnet);"),
    ];
}
