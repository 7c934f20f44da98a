using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Shards;
using ActorNet.Histories.Journal;
using static ActorNet.Histories.SelfTest.GoodJournal;

namespace ActorNet.Histories.SelfTest;

/// <summary>What goes wrong in journals.</summary>
internal static class JournalCases
{
    private const int Activation = 2;
    private const int BlocksGranted = 3;
    private const int BlocksReceived = 4;
    private const int GrantOfA = 5;
    private const int QuarantineEnd = 8;
    private const int TakeOver = 10;
    private const int Yield = 11;
    private const int BlocksReturned = 12;
    private const int Expiry = 13;

    private static readonly Prefix Elsewhere = Prefix.Parse("10.0.200.0/24");

    public static IEnumerable<SelfTestCase> All =>
    [
        .. Of(nameof(JournalOrder), JournalOrder.Check,
            ("an event is missing", writes => writes.RemoveAt(GrantOfA)),
            ("an event is there twice", writes => writes.Add(writes[GrantOfA] with { Revision = writes.Count + 1 })),
            ("numbers are not in the order of revisions", writes => writes.SetItem(GrantOfA, writes[GrantOfA] with { Revision = writes.Count + 1 })),
            ("a key was written twice", writes => writes.SetItem(GrantOfA, writes[GrantOfA] with { Version = 2 })),
            ("a key has another number than its event", writes => writes.SetItem(GrantOfA, writes[GrantOfA] with { KeyNumber = 99 }))),
        .. Of(nameof(Fences), Fences.Check,
            ("one who was succeeded goes on writing", writes => writes.SetItem(Expiry, writes[Expiry] with { Writer = "s1" })),
            ("a successor does not begin with its activation", writes => WithoutEvent(writes, TakeOver)),
            ("the first one does not begin with its activation", writes => WithoutEvent(writes, Activation))),
        .. Of(nameof(LeaseRecords), LeaseRecords.Check,
            ("a subnet is held twice", writes => Append(writes, Grant("x", 9, Prefix.Parse("10.0.0.0/25")))),
            ("an epoch is used again", writes => Append(writes, Grant("x", 4, Prefix.Parse("10.0.7.0/24")))),
            ("a subnet's epoch goes back", writes => WithEvent(writes, GrantOfA, Grant("a", 7, GoodHistory.First))),
            ("a subnet is outside the blocks of the shard", writes => Append(writes, Grant("x", 9, Elsewhere))),
            ("a subnet is outside the pool", writes => Append(writes, Grant("x", 9, Prefix.Parse("10.1.0.0/24")))),
            ("what is held is yielded", writes => Append(writes, new BlocksYielded(default, new BlockReturn(2, [Prefix.Parse("10.0.0.0/17")], new Epoch(4))))),
            ("a lease that has ended ends again", writes => Append(writes, new LeaseExpired(default, new NodeId("b"), new Epoch(2))))),
        .. Of(nameof(BlockMoves), BlockMoves.Check,
            ("a grant is received twice", writes => Append(writes, writes[BlocksReceived].Events[0].Event)),
            ("other blocks arrive than were sent", writes => WithEvent(writes, BlocksReturned, new Allocation.Pools.BlocksReturned(default, Shard, new BlockReturn(1, [Prefix.Parse("10.0.192.0/18")], new Epoch(3))))),
            ("a grant is received that nobody made", writes => WithoutEvent(writes, BlocksGranted)),
            ("what was yielded is yielded again", writes => Append(writes, new BlocksYielded(default, new BlockReturn(2, Return.Blocks, new Epoch(3)))))),
        .. Of(nameof(Accounting), Accounting.Check,
            ("received space is the pool's as well", writes => WithoutEvent(writes, BlocksGranted)),
            ("returned space was never yielded", writes => WithoutEvent(writes, Yield)),
            ("less comes back than went", writes => WithEvent(writes, BlocksReturned, new Allocation.Pools.BlocksReturned(default, Shard, new BlockReturn(1, [Prefix.Parse("10.0.128.0/18")], new Epoch(3))))),
            ("a subnet is granted out of nothing", writes => Append(writes, Grant("x", 9, Elsewhere))),
            ("a subnet is granted while it is held", writes => Append(WithoutEvent(writes, QuarantineEnd), Grant("x", 9, GoodHistory.Second)))),
    ];

    private static IEnumerable<SelfTestCase> Of(
        string checker,
        Func<JournalContents, IReadOnlyList<string>> check,
        params IEnumerable<(string What, Func<ImmutableList<JournalWrite>, ImmutableList<JournalWrite>> Corrupt)> corruptions) =>
    [
        new(checker, null, () => check(new JournalContents(Writes, []))),
        .. corruptions.Select(corruption => new SelfTestCase(checker, corruption.What, () => check(new JournalContents(corruption.Corrupt(Writes), [])))),
    ];

    private static ImmutableList<JournalWrite> Append(ImmutableList<JournalWrite> writes, IJournaled change) =>
        Renumber(writes.Add(new JournalWrite(0, 0, Shard.PersistenceId, 0, "s2", Version: 1, [new NumberedEvent(0, change)])));

    private static ImmutableList<JournalWrite> WithEvent(ImmutableList<JournalWrite> writes, int index, IJournaled change) =>
        Renumber(writes.SetItem(index, writes[index] with { Events = [new NumberedEvent(0, change)] }));

    private static ImmutableList<JournalWrite> WithoutEvent(ImmutableList<JournalWrite> writes, int index) => Renumber(writes.RemoveAt(index));

    private static ImmutableList<JournalWrite> Renumber(IEnumerable<JournalWrite> writes) =>
        Number(writes.Select(write => (write.Journal, write.Writer, write.Events[0].Event)));
}
