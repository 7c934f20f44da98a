using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Errors;
using ActorNet.Coordinator.Validation;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace ActorNet.Coordinator.History;

/// <summary>Serves <c>actornet.v1.HistoryService</c> out of the directory's <see cref="Chronicle"/>.</summary>
[BindServiceMethod(typeof(MalformedMessages), nameof(MalformedMessages.BindService))]
internal sealed class HistoryApi(LeaseDirectory directory, PresentReader reader, TimeProvider time) : HistoryService.HistoryServiceBase
{
    public override async Task<LookupAddressResponse> LookupAddress(LookupAddressRequest request, ServerCallContext context)
    {
        var problems = new FieldProblems();
        var now = time.GetUtcNow();
        var query = LookupQuery.Read(request, now, problems);
        problems.ThrowIfAny();
        var view = await reader.ReadLeasesAsync(pool: null, ReadPatience.Of(context, time));
        var found = directory.Chronicle.Lookup(query.Prefix, query.Ticks, query.After, query.PageSize);
        if (!found.IsKnown)
        {
            throw ServiceErrors.HistoryNotKept(Utc(query.Ticks), Utc(found.KnownSince)).ToRpcException();
        }

        return new LookupAddressResponse
        {
            Tenures = { found.Held },
            Quarantined = { found.Kept },
            NextPageToken = found.NextAfter is { } last ? LookupQuery.TokenAfter(last, request) : string.Empty,
            Time = (query.Ticks == Chronicle.Present ? now : Utc(query.Ticks)).ToTimestamp(),
            KnownSinceTime = HistoryMessages.MomentOrNone(found.KnownSince),
            Revision = Math.Max(found.Revision, view.State.Revision),
        };
    }

    public override async Task<ListHistoryResponse> ListHistory(ListHistoryRequest request, ServerCallContext context)
    {
        var problems = new FieldProblems();
        var query = HistoryQuery.Read(request, problems);
        problems.ThrowIfAny();
        var patience = ReadPatience.Of(context, time);
        var view = query.Token is { } token
            ? await reader.ReachAsync(token.Revision, pool: null, patience) ?? throw ServiceErrors.PageTokenExpired().ToRpcException()
            : await reader.ReadLeasesAsync(pool: null, patience);
        var found = directory.Chronicle.List(query.Filter, query.Token?.After, query.PageSize);
        var revision = query.Token?.Revision ?? Math.Max(found.Revision, view.State.Revision);
        return new ListHistoryResponse
        {
            Entries = { found.Entries },
            NextPageToken = found.NextAfter is { } last ? new HistoryToken(revision, last).Encode(request) : string.Empty,
            Revision = revision,
            KnownSinceTime = HistoryMessages.MomentOrNone(found.KnownSince),
        };
    }

    private static DateTimeOffset Utc(long ticks) => new(ticks, TimeSpan.Zero);
}
