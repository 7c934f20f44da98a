using System.Collections.Immutable;
using ActorNet.Allocation.Identity;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Validation;
using Google.Protobuf.Collections;
using LeaseState = ActorNet.Allocation.Leases.LeaseState;

namespace ActorNet.Coordinator.Leases;

/// <summary>What a listing of leases shows.</summary>
/// <param name="Pool">One pool's leases; null for all pools.</param>
/// <param name="States">The states that are shown, in order, each once.</param>
/// <param name="PageSize">How many a page has at most.</param>
internal sealed record ListingQuery(PoolName? Pool, ImmutableArray<LeaseState> States, int PageSize)
{
    private const int StandardPageSize = 1000;
    private const int MaxPageSize = 10_000;

    public static ListingQuery Read(ListLeasesRequest request, FieldProblems problems) => new(
        request.Pool.Length == 0 ? null : Fields.RequiredPool(request.Pool, "pool", problems),
        ReadStates(request.States, problems),
        Fields.PageSize(request.PageSize, StandardPageSize, MaxPageSize, problems));

    /// <summary>The same for equal queries, and only for them; no slash within, for tokens.</summary>
    public string Fingerprint => $"{Pool}:{string.Join(',', States.Select(state => (int)state))}:{PageSize}";

    private static ImmutableArray<LeaseState> ReadStates(RepeatedField<Contracts.V1.LeaseState> given, FieldProblems problems)
    {
        if (given.Count == 0)
        {
            return [LeaseState.Active, LeaseState.Suspect, LeaseState.Revoked];
        }

        var states = new SortedSet<LeaseState>();
        for (var index = 0; index < given.Count; index++)
        {
            switch (given[index])
            {
                case Contracts.V1.LeaseState.Active:
                    states.Add(LeaseState.Active);
                    break;
                case Contracts.V1.LeaseState.Revoked:
                    states.Add(LeaseState.Revoked);
                    break;
                case Contracts.V1.LeaseState.Quarantined:
                    states.Add(LeaseState.Quarantined);
                    break;
                case Contracts.V1.LeaseState.Suspect:
                    states.Add(LeaseState.Suspect);
                    break;
                default:
                    problems.Add($"states[{index}]", $"{(int)given[index]} is not a state; give ACTIVE (1), SUSPECT (2), REVOKED (3) or QUARANTINED (4)");
                    break;
            }
        }

        return [.. states];
    }
}
