using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Validation;

namespace ActorNet.Coordinator.History;

/// <summary>A page of the past that somebody asks for.</summary>
/// <param name="Filter">What it shows.</param>
/// <param name="PageSize">How many entries it has at most.</param>
/// <param name="Token">Where it begins; null: it is the first.</param>
internal sealed record HistoryQuery(HistoryFilter Filter, int PageSize, HistoryToken? Token)
{
    private const int StandardPageSize = 100;
    private const int MaxPageSize = 1000;

    public static HistoryQuery Read(ListHistoryRequest request, FieldProblems problems)
    {
        var start = Moments.Read(request.StartTime, "start_time", problems);
        var end = Moments.Read(request.EndTime, "end_time", problems);
        if (end <= start)
        {
            problems.Add("end_time", $"{Moments.Text(end.Value)} is not after start_time, {Moments.Text(start.Value)}; give a later one");
        }

        var filter = new HistoryFilter(
            request.Pool.Length == 0 ? null : Fields.RequiredPool(request.Pool, "pool", problems),
            request.NodeId.Length == 0 ? null : Fields.Node(request.NodeId, "node_id", problems),
            request.Prefix.Length == 0 ? null : Prefixes.ReadOne(request.Prefix, "prefix", problems),
            start?.UtcTicks ?? long.MinValue,
            end?.UtcTicks ?? long.MaxValue);
        return new HistoryQuery(
            filter,
            Fields.PageSize(request.PageSize, StandardPageSize, MaxPageSize, problems),
            HistoryToken.Decode(request, problems));
    }
}
