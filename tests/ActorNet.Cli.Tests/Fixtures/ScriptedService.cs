using System.Collections.Concurrent;
using ActorNet.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorNet.Cli.Tests.Fixtures;

/// <summary>A real gRPC server on a loopback port of its own whose answers are what the test says. What it does not say is UNIMPLEMENTED.</summary>
public sealed class ScriptedService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedService(WebApplication app, Script script)
    {
        _app = app;
        Script = script;
    }

    public Script Script { get; }

    public string Endpoint => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<ScriptedService> StartAsync(string endpoint = "http://127.0.0.1:0")
    {
        var script = new Script();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(script);

        // Streams that are open when the test ends are cut: their clients have seen what they were to see.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        var app = builder.Build();
        app.Urls.Add(endpoint);
        app.MapGrpcService<ScriptedPools>();
        app.MapGrpcService<ScriptedLeases>();
        app.MapGrpcService<ScriptedCluster>();
        app.MapGrpcService<ScriptedHistory>();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ScriptedService(app, script);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}

/// <summary>What the service answers, and what it was asked.</summary>
public sealed class Script
{
    public Func<ListPoolsRequest, ListPoolsResponse>? ListPools { get; set; }

    public Func<GetPoolRequest, GetPoolResponse>? GetPool { get; set; }

    public Func<CreatePoolRequest, CreatePoolResponse>? CreatePool { get; set; }

    public Func<PlanPoolChangeRequest, PlanPoolChangeResponse>? PlanPoolChange { get; set; }

    public Func<ApplyPoolPlanRequest, ApplyPoolPlanResponse>? ApplyPoolPlan { get; set; }

    public Func<DeletePoolRequest, DeletePoolResponse>? DeletePool { get; set; }

    public Func<GetPoolSpaceRequest, GetPoolSpaceResponse>? GetPoolSpace { get; set; }

    public Func<GetPoolForecastRequest, GetPoolForecastResponse>? GetPoolForecast { get; set; }

    public Func<CreateReservationRequest, CreateReservationResponse>? CreateReservation { get; set; }

    public Func<ListReservationsRequest, ListReservationsResponse>? ListReservations { get; set; }

    public Func<UpdateReservationRequest, UpdateReservationResponse>? UpdateReservation { get; set; }

    public Func<DeleteReservationRequest, DeleteReservationResponse>? DeleteReservation { get; set; }

    public Func<ListLeasesRequest, ListLeasesResponse>? ListLeases { get; set; }

    public Func<GetLeaseRequest, GetLeaseResponse>? GetLease { get; set; }

    public Func<ReleaseLeaseRequest, ReleaseLeaseResponse>? ReleaseLease { get; set; }

    public Func<GetStatusRequest, GetStatusResponse>? GetStatus { get; set; }

    public Func<ListShardsRequest, ListShardsResponse>? ListShards { get; set; }

    public Func<ExplainRequest, ExplainResponse>? Explain { get; set; }

    public Func<LookupAddressRequest, LookupAddressResponse>? LookupAddress { get; set; }

    public Func<ListHistoryRequest, ListHistoryResponse>? ListHistory { get; set; }

    public Func<WatchLeasesRequest, IServerStreamWriter<WatchLeasesResponse>, CancellationToken, Task>? WatchLeases { get; set; }

    public Func<AuditRequest, IServerStreamWriter<AuditResponse>, CancellationToken, Task>? Audit { get; set; }

    /// <summary>All requests so far, oldest first.</summary>
    public ConcurrentQueue<IMessage> Requests { get; } = [];

    internal Task<TResponse> AnswerAsync<TRequest, TResponse>(TRequest request, Func<TRequest, TResponse>? answer)
        where TRequest : IMessage
    {
        Requests.Enqueue(request);
        return Task.FromResult(answer is null ? throw new RpcException(new Status(StatusCode.Unimplemented, "")) : answer(request));
    }
}

internal sealed class ScriptedPools(Script script) : PoolService.PoolServiceBase
{
    public override Task<ListPoolsResponse> ListPools(ListPoolsRequest request, ServerCallContext context) => script.AnswerAsync(request, script.ListPools);

    public override Task<GetPoolResponse> GetPool(GetPoolRequest request, ServerCallContext context) => script.AnswerAsync(request, script.GetPool);

    public override Task<CreatePoolResponse> CreatePool(CreatePoolRequest request, ServerCallContext context) => script.AnswerAsync(request, script.CreatePool);

    public override Task<PlanPoolChangeResponse> PlanPoolChange(PlanPoolChangeRequest request, ServerCallContext context) =>
        script.AnswerAsync(request, script.PlanPoolChange);

    public override Task<ApplyPoolPlanResponse> ApplyPoolPlan(ApplyPoolPlanRequest request, ServerCallContext context) =>
        script.AnswerAsync(request, script.ApplyPoolPlan);

    public override Task<DeletePoolResponse> DeletePool(DeletePoolRequest request, ServerCallContext context) => script.AnswerAsync(request, script.DeletePool);

    public override Task<GetPoolSpaceResponse> GetPoolSpace(GetPoolSpaceRequest request, ServerCallContext context) =>
        script.AnswerAsync(request, script.GetPoolSpace);

    public override Task<GetPoolForecastResponse> GetPoolForecast(GetPoolForecastRequest request, ServerCallContext context) =>
        script.AnswerAsync(request, script.GetPoolForecast);

    public override Task<CreateReservationResponse> CreateReservation(CreateReservationRequest request, ServerCallContext context) =>
        script.AnswerAsync(request, script.CreateReservation);

    public override Task<ListReservationsResponse> ListReservations(ListReservationsRequest request, ServerCallContext context) =>
        script.AnswerAsync(request, script.ListReservations);

    public override Task<UpdateReservationResponse> UpdateReservation(UpdateReservationRequest request, ServerCallContext context) =>
        script.AnswerAsync(request, script.UpdateReservation);

    public override Task<DeleteReservationResponse> DeleteReservation(DeleteReservationRequest request, ServerCallContext context) =>
        script.AnswerAsync(request, script.DeleteReservation);
}

internal sealed class ScriptedLeases(Script script) : LeaseService.LeaseServiceBase
{
    public override Task<ListLeasesResponse> ListLeases(ListLeasesRequest request, ServerCallContext context) => script.AnswerAsync(request, script.ListLeases);

    public override Task<GetLeaseResponse> GetLease(GetLeaseRequest request, ServerCallContext context) => script.AnswerAsync(request, script.GetLease);

    public override Task<ReleaseLeaseResponse> ReleaseLease(ReleaseLeaseRequest request, ServerCallContext context) =>
        script.AnswerAsync(request, script.ReleaseLease);

    public override Task WatchLeases(WatchLeasesRequest request, IServerStreamWriter<WatchLeasesResponse> responseStream, ServerCallContext context)
    {
        script.Requests.Enqueue(request);
        return script.WatchLeases!(request, responseStream, context.CancellationToken);
    }
}

internal sealed class ScriptedCluster(Script script) : ClusterService.ClusterServiceBase
{
    public override Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context) => script.AnswerAsync(request, script.GetStatus);

    public override Task<ListShardsResponse> ListShards(ListShardsRequest request, ServerCallContext context) => script.AnswerAsync(request, script.ListShards);

    public override Task Audit(AuditRequest request, IServerStreamWriter<AuditResponse> responseStream, ServerCallContext context)
    {
        script.Requests.Enqueue(request);
        return script.Audit!(request, responseStream, context.CancellationToken);
    }

    public override Task<ExplainResponse> Explain(ExplainRequest request, ServerCallContext context) => script.AnswerAsync(request, script.Explain);
}

internal sealed class ScriptedHistory(Script script) : HistoryService.HistoryServiceBase
{
    public override Task<LookupAddressResponse> LookupAddress(LookupAddressRequest request, ServerCallContext context) =>
        script.AnswerAsync(request, script.LookupAddress);

    public override Task<ListHistoryResponse> ListHistory(ListHistoryRequest request, ServerCallContext context) =>
        script.AnswerAsync(request, script.ListHistory);
}
