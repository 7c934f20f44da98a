using ActorNet.Addressing;
using ActorNet.Chaos.Lab;
using ActorNet.Histories.Recording;
using ActorNet.Testing;
using Microsoft.Win32.SafeHandles;

namespace ActorNet.Chaos.Observation;

/// <summary>What was seen of a node, and what of it was written down: changes, and that all is the same from time to time.</summary>
internal sealed class ObservedNode : IDisposable
{
    /// <summary>Looks that are further apart are no row to the checker of overlaps.</summary>
    private const long WriteAgainNs = 500_000_000;

    private readonly Node node;
    private readonly History history;
    private readonly SafeFileHandle @namespace;
    private readonly string party;
    private (DateTime WrittenAt, long Length) file;
    private AgentState? belief;
    private long believedAtNs;
    private IReadOnlyList<Prefix> used = [];
    private long usedAtNs;
    private long writtenAtNs;
    private readonly KernelFence fence;

    public ObservedNode(Node node, History history)
    {
        (this.node, this.history) = (node, history);
        @namespace = File.OpenHandle(node.Host.Path);
        fence = new KernelFence(node.Host.Path);
        party = PartyOf(node);
    }

    /// <summary>What a node is called in the history, as a holder and as a host.</summary>
    public static string PartyOf(Node node) => $"host-{node.Number}";

    public void Look()
    {
        LookAtBelief();
        LookAtKernel();
    }

    /// <summary>The host is gone, and its belief with it.</summary>
    public void SwitchOff()
    {
        if (belief is not null)
        {
            history.Record(new HoldEnded(party, "switched off"));
        }
    }

    public void Dispose()
    {
        @namespace.Dispose();
        fence.Dispose();
    }

    private void LookAtBelief()
    {
        var lookedAtNs = history.NowNs;
        var info = new FileInfo(Path.Combine(node.StateDirectory, "state.json"));
        var found = info.Exists ? (info.LastWriteTimeUtc, info.Length) : default;
        if (found == file)
        {
            believedAtNs = lookedAtNs;
            return;
        }

        file = found;
        var now = node.State;
        if (now is null || belief is null || now.Epoch != belief.Epoch)
        {
            Change(now);
        }
        else if (now.Deadline > belief.Deadline)
        {
            history.Record(new HoldExtended(party, Clocks.ToHistoryNs(now.Deadline)));
        }

        (belief, believedAtNs) = (now, lookedAtNs);
    }

    private void Change(AgentState? now)
    {
        if (belief is not null)
        {
            history.Record(new HoldEnded(party, now is null ? "given up" : "another one came") { AtNs = believedAtNs });
        }

        // A deadline that has passed when the file is first seen is what a new process found, not what it believes.
        if (now is not null && Clocks.ToHistoryNs(now.Deadline) is var untilNs && untilNs > history.NowNs)
        {
            history.Record(new HoldBegan(party, node.Name, now.Epoch, now.Subnets, untilNs));
        }
    }

    private void LookAtKernel()
    {
        var lookedAtNs = history.NowNs;
        var now = ReadUse();
        if (now.SequenceEqual(used))
        {
            usedAtNs = lookedAtNs;
            if (used.Count > 0 && lookedAtNs - writtenAtNs >= WriteAgainNs)
            {
                Write(used, lookedAtNs);
            }

            return;
        }

        if (used.Count > 0)
        {
            Write(used, usedAtNs);
        }

        Write(now, lookedAtNs);
        (used, usedAtNs) = (now, lookedAtNs);
    }

    private void Write(IReadOnlyList<Prefix> subnets, long atNs)
    {
        history.Record(new Observed(party, subnets) { AtNs = atNs });
        writtenAtNs = atNs;
    }

    private IReadOnlyList<Prefix> ReadUse()
    {
        NamespaceThread.Enter(@namespace);
        var routed = KernelRoutes.Read().InUse;
        return routed.Count == 0 ? routed : fence.LetThrough(routed);
    }
}
