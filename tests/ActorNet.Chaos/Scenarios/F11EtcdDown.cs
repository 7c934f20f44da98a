using ActorNet.Chaos.Faults;
using ActorNet.Chaos.Running;

namespace ActorNet.Chaos.Scenarios;

/// <summary>All of etcd is away, for a minute and while a coordinator dies.</summary>
internal sealed class F11EtcdDown : Scenario
{
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);

    /// <summary>Longer than the coordinators wait before they all end because nobody can say who goes on.</summary>
    private static readonly TimeSpan UntilAllEnd = TimeSpan.FromSeconds(10);

    public override string Id => "F-11";

    public override string Promise => "While etcd is away nothing is granted and no lease ends at its owner, whoever dies meanwhile; when it is back all is as it was.";

    public override async Task RunAsync(Session session, Random random)
    {
        var etcd = session.Lab.Etcd;
        await session.Faults.DuringAsync(new Kill("all etcd members", [.. etcd.Members.Select(member => member.Program)]), Minute);
        await session.Faults.DuringAsync(
            [
                new Kill("all etcd members", [.. etcd.Members.Select(member => member.Program)]),
                new Kill("a coordinator without etcd", random.Pick(session.Lab.Coordinators).Program),
            ],
            () => Task.Delay(UntilAllEnd));
    }
}
