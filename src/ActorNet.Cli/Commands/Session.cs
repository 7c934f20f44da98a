using ActorNet.Cli.Output;
using ActorNet.Client;
using ActorNet.Client.Calls;
using Grpc.Core;

namespace ActorNet.Cli.Commands;

/// <summary>What one run of a command has to work with.</summary>
internal sealed record Session(CoordinatorClient Client, Terminal Terminal, OutputFormat Format, TimeSpan Timeout, TimeProvider Time)
{
    // A page of 10,000 leases takes its time, and asking a second replica for it as well would take more.
    private static readonly TimeSpan PagePatience = TimeSpan.FromSeconds(2);

    public ReportWriter Output { get; } = new(Terminal, Format);

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Makes one call. Every call of the contract that this program makes can be repeated without doing anything twice.</summary>
    /// <exception cref="CoordinatorCallException">It was refused, or no coordinator could do it in time.</exception>
    public async Task<T> CallAsync<T>(Func<CallInvoker, CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken) =>
        (await AskAsync(call, cancellationToken)).Value;

    /// <summary>As <see cref="CallAsync"/>, and says who answered.</summary>
    /// <exception cref="CoordinatorCallException">It was refused, or no coordinator could do it in time.</exception>
    public Task<Answer<T>> AskAsync<T>(Func<CallInvoker, CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken) =>
        Client.CallAsync(call, new CallSettings(Timeout), cancellationToken);

    /// <summary>Reads a page of a listing.</summary>
    /// <exception cref="CoordinatorCallException">It was refused, or no coordinator could do it in time.</exception>
    public async Task<T> ReadPageAsync<T>(Func<CallInvoker, CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken) =>
        (await Client.CallAsync(call, new CallSettings(Timeout) { HedgeAfter = PagePatience }, cancellationToken)).Value;
}
