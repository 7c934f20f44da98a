using System.Runtime.CompilerServices;
using ActorNet.Allocation.Identity;
using ActorNet.Contracts.Errors;
using ActorNet.Coordinator.Actors;
using ActorNet.Coordinator.Attestations;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Replicas;
using Grpc.Core;

namespace ActorNet.Coordinator.Audit;

/// <summary>
/// Makes an audit while everything runs: what is compared is immutable, and of one revision. Each part is handed on as soon as it is there, and one
/// that fails is told as such and keeps no other from being made.
/// </summary>
internal sealed class Auditor(
    LeaseDirectory directory,
    PresentReader reader,
    AllocationClient allocation,
    IOtherReplicas others,
    AttestationBook book,
    JournalReading journals,
    StateChecks states,
    TimeProvider time)
{
    /// <summary>How many shards are asked at once.</summary>
    private const int ShardsAtOnce = 16;

    private readonly ShardComparer comparer = new(allocation, directory, time);

    /// <summary>This replica's own memory only, as it is: nobody is asked.</summary>
    public IReadOnlyList<CheckResult> LookAtMemory() => states.Of(directory.Current.State, pool: null);

    /// <summary>The state to audit: all that was committed before, where that can be had in time.</summary>
    /// <returns>The state, and what could not be told of it.</returns>
    /// <exception cref="RpcException">DIRECTORY_BEHIND, and the one pool that matters is not known.</exception>
    public async Task<(DirectoryState State, CheckResult? Unknown)> ReadStateAsync(PoolName? pool, ReadPatience patience)
    {
        try
        {
            return ((await reader.ReadLeasesAsync(pool, patience)).State, null);
        }
        catch (RpcException exception) when (ServiceError.From(exception) is { Reason: Contracts.V1.ErrorReason.DirectoryBehind } error)
        {
            var state = directory.Current.State;
            if (pool is { } name && !state.Pools.ContainsKey(name))
            {
                throw;
            }

            var unknown = new Finding(
                AuditCodes.DirectoryBehind,
                $"what was written after revision {state.Revision} is not looked at: {error.Message}",
                "see in 'actornet status' whether the store is well; then audit again")
            {
                Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["revision"] = $"{state.Revision}" },
            };
            return (state, new CheckResult(CheckNames.Journals, 0, [], [unknown]));
        }
    }

    /// <summary>All checks of a state, of its shards, replicas and nodes; the results of one check may come in several parts.</summary>
    /// <param name="state">The state.</param>
    /// <param name="pool">The only pool that is looked at; null: all.</param>
    /// <param name="readJournal">Whether all journals are read anew.</param>
    /// <param name="cancellation">Ends it.</param>
    public async IAsyncEnumerable<CheckResult> RunAsync(
        DirectoryState state, PoolName? pool, bool readJournal, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var result in states.Of(state, pool))
        {
            yield return result;
        }

        if (readJournal)
        {
            yield return await journals.CompareAsync(pool, cancellation);
        }

        foreach (var shards in DirectoryDigest.ShardsOf(state).Where(shard => pool is not { } name || shard.Pool == name).Chunk(ShardsAtOnce))
        {
            foreach (var comparison in await Task.WhenAll(shards.Select(shard => comparer.CompareAsync(shard, cancellation))))
            {
                yield return ShardChecks.Of(comparison);
            }
        }

        foreach (var audited in StateChecks.PoolsOf(state, pool))
        {
            yield return ReplicaChecks.Of(audited, state.Revision, await others.DescribeAsync(audited, state.Revision, cancellation));
            yield return await CheckAgentsAsync(audited, state.Revision, cancellation);
        }
    }

    private async Task<CheckResult> CheckAgentsAsync(DirectoryPool pool, long revision, CancellationToken cancellation)
    {
        var name = pool.Spec.Name;
        var answers = await others.ListAttestationsAsync(name, cancellation);
        var attested = book.After(name, after: null, int.MaxValue).Concat(answers.SelectMany(answer => answer.Value ?? []));
        var result = AgentChecks.Of(pool, attested, time.GetUtcNow());
        return result with
        {
            Unknowns = [.. answers.Where(answer => answer.Value is null).Select(answer => ReplicaChecks.Unknown(name, revision, answer.Replica, answer.Failure, answer.HasAnswered))],
        };
    }
}
