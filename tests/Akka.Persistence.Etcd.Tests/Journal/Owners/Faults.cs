using ActorNet.Testing;
using Akka.Persistence.Etcd.Tests.Support;

namespace Akka.Persistence.Etcd.Tests.Journal.Owners;

/// <summary>Does to two owners, their etcd and the network between what a seed says; everything is well again when it returns.</summary>
internal sealed class Faults(int seed, EtcdCluster cluster, IReadOnlyList<OwnerProcess> owners, IReadOnlyList<TcpProxy> proxies)
{
    private readonly Random random = new(seed);
    private readonly List<string> done = [];

    /// <summary>What was done, for the message of a failure.</summary>
    public string Told => $"seed {seed}: {string.Join("; ", done)}";

    public async Task RunAsync(TimeSpan duration, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var begin = time.GetTimestamp();
        while (time.GetElapsedTime(begin) < duration)
        {
            await Task.Delay(random.Next(200, 1500), cancellation);
            await (random.Next(7) switch
            {
                0 or 1 => PauseOwnerAsync(cancellation),
                2 => KillOwnerAsync(cancellation),
                3 => PauseMemberAsync(cancellation),
                4 => KillMemberAsync(cancellation),
                5 => DisturbAnswersAsync(cancellation),
                _ => CutAsync(),
            });
        }
    }

    private async Task PauseOwnerAsync(CancellationToken cancellation)
    {
        var owner = Pick(owners);
        var pause = Note("an owner is paused", 100, 6000);
        await owner.PauseAsync();
        await Task.Delay(pause, cancellation);
        await owner.ResumeAsync();
    }

    private async Task KillOwnerAsync(CancellationToken cancellation)
    {
        var owner = Pick(owners);
        var pause = Note("an owner is killed", 0, 1000);
        await owner.KillAsync();
        await Task.Delay(pause, cancellation);
        owner.Start();
    }

    private async Task PauseMemberAsync(CancellationToken cancellation)
    {
        var member = Pick(cluster.Members);
        var pause = Note($"member {member.Url} is paused", 100, 5000);
        await member.PauseAsync();
        await Task.Delay(pause, cancellation);
        await member.ResumeAsync();
    }

    private async Task KillMemberAsync(CancellationToken cancellation)
    {
        var member = Pick(cluster.Members);
        var pause = Note($"member {member.Url} is killed", 0, 3000);
        await member.KillAsync();
        await Task.Delay(pause, cancellation);
        member.Start();
    }

    private async Task DisturbAnswersAsync(CancellationToken cancellation)
    {
        var loses = random.Next(2) == 0;
        var pause = Note(loses ? "answers are lost" : "answers are held", 20, 4000);
        foreach (var proxy in proxies)
        {
            if (loses)
            {
                proxy.LoseAnswers();
            }
            else
            {
                proxy.HoldAnswers();
            }
        }

        await Task.Delay(pause, cancellation);
        foreach (var proxy in proxies)
        {
            proxy.Heal();
        }
    }

    private Task CutAsync()
    {
        Note("connections are cut", 0, 1);
        foreach (var proxy in proxies)
        {
            proxy.Cut();
        }

        return Task.CompletedTask;
    }

    private T Pick<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    /// <summary>Mostly short, now and then long.</summary>
    private int Note(string what, int from, int to)
    {
        var milliseconds = from + (int)((to - from) * Math.Pow(random.NextDouble(), 2));
        done.Add($"{what}, {milliseconds} ms");
        return milliseconds;
    }
}
