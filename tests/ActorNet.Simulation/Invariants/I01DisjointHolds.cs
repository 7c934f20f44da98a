using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Agents;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>I1: no two kernels let overlapping subnets through at the same time, nor is ground granted that one of them lets through for somebody else.</summary>
internal sealed class I01DisjointHolds(Ledger ledger) : Invariant("I1", ledger)
{
    public override void OnHold(Machine machine, Hold hold)
    {
        foreach (var other in Ledger.Machines)
        {
            if (other != machine && other.Holds(Ledger.Now) && !IsSameDisk(machine, other) && !IsGivenUp(machine, hold) && !IsGivenUp(other, other.Hold!) && Overlap(other.Hold!.Subnets, hold.Subnets))
            {
                Require(false, () => $"{machine} and {other} both hold {hold.Subnets[0]}, with epochs {hold.Epoch} and {other.Hold.Epoch}", machine.Name, other.Name);
            }
        }
    }

    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
        if (change is not LeaseGranted granted)
        {
            return;
        }

        foreach (var machine in Ledger.Machines)
        {
            var isOther = machine.Node != granted.Node || machine.Instance.Value != granted.Instance.Value;
            Require(
                !(isOther && machine.Holds(Ledger.Now) && !IsGivenUp(machine, machine.Hold!) && Overlap(machine.Hold!.Subnets, granted.Subnets)),
                () => $"{granted.Subnets[0]} is granted to {granted.Node} while {machine} holds it with epoch {machine.Hold!.Epoch}",
                machine.Name,
                writer.Name);
        }
    }

    /// <summary>A copy of a disk is the same node to everybody, and nobody can tell the two apart (safety rule 8).</summary>
    private static bool IsSameDisk(Machine left, Machine right) => left.Node == right.Node && left.Instance == right.Instance;

    /// <summary>A copy of a disk, whose other half has given up what this one believes in: it is not promised that they do not harm each other.</summary>
    private bool IsGivenUp(Machine machine, Hold hold) => machine.IsCopied && Ledger.HasMovedFrom(machine.Node, hold.Epoch);

    private static bool Overlap(ImmutableArray<Prefix> left, ImmutableArray<Prefix> right)
    {
        foreach (var one in left)
        {
            foreach (var other in right)
            {
                if (one.Overlaps(other))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
