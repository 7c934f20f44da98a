using ActorNet.Addressing;
using ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Tests.History;

/// <summary>One node's time with one subnet, as a row of a table.</summary>
internal sealed class NaiveTenure
{
    public required string Pool { get; init; }

    public required long Generation { get; init; }

    public required string Node { get; init; }

    public required long Epoch { get; init; }

    public required Prefix Subnet { get; init; }

    public required DateTimeOffset Start { get; init; }

    public DateTimeOffset? Revoked { get; set; }

    public DateTimeOffset? End { get; set; }

    public DateTimeOffset? Kept { get; set; }

    public TenureEnding Ending { get; set; }

    public string Reason { get; set; } = string.Empty;

    public void Finish(DateTimeOffset at, TenureEnding ending)
    {
        EndAt(at, ending, string.Empty);
        Kept ??= Later(at, End!.Value);
    }

    public void EndAt(DateTimeOffset at, TenureEnding ending, string reason)
    {
        if (End is null)
        {
            End = Later(at, Revoked ?? Start);
            (Ending, Reason) = Revoked is null ? (ending, reason) : (TenureEnding.Revoked, Reason);
        }
    }

    public string? Describe(DateTimeOffset at)
    {
        if (at < Start || at >= Kept)
        {
            return null;
        }

        var state = at >= End ? LeaseState.Quarantined : at >= Revoked ? LeaseState.Revoked : LeaseState.Active;
        return $"{Subnet} {Pool}.{Generation} {Node} {Epoch} {state} {Start:O} {Revoked:O} {End:O} {Kept:O} {Ending} '{Reason}'";
    }

    public static string Describe(Tenure tenure) =>
        $"{tenure.Subnet} {tenure.Pool}.{tenure.PoolGeneration} {tenure.NodeId} {tenure.Epoch} {tenure.State} {tenure.StartTime.ToDateTimeOffset():O} "
            + $"{tenure.RevokeTime?.ToDateTimeOffset():O} {tenure.EndTime?.ToDateTimeOffset():O} {tenure.QuarantineEndTime?.ToDateTimeOffset():O} {tenure.Ending} '{tenure.EndReason}'";

    public static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}
