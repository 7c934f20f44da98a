using System.Collections.Concurrent;
using System.IO.Hashing;
using ActorNet.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ActorNet.Benchmarks.Watching;

/// <summary>
/// Reads the messages of watches. Watchers of the same replica get the same bytes; those are understood once, so that the machine's time goes into
/// serving the watches and not into this side of them.
/// </summary>
internal sealed class ObservationReader
{
    private readonly ConcurrentDictionary<UInt128, Observation> known = new();
    private readonly Method<WatchLeasesRequest, Observation> method;

    public ObservationReader() => method = new Method<WatchLeasesRequest, Observation>(
        MethodType.ServerStreaming,
        LeaseService.Descriptor.FullName,
        LeaseService.Descriptor.FindMethodByName("WatchLeases").Name,
        Marshallers.Create(request => request.ToByteArray(), WatchLeasesRequest.Parser.ParseFrom),
        new Marshaller<Observation>((_, _) => throw new NotSupportedException(), Read));

    public AsyncServerStreamingCall<Observation> Watch(CallInvoker invoker, CancellationToken cancellation) =>
        invoker.AsyncServerStreamingCall(method, host: null, new CallOptions(cancellationToken: cancellation), new WatchLeasesRequest { Pool = "default" });

    private Observation Read(DeserializationContext context)
    {
        var payload = context.PayloadAsReadOnlySequence();
        var hash = new XxHash128();
        foreach (var segment in payload)
        {
            hash.Append(segment.Span);
        }

        return known.GetOrAdd(hash.GetCurrentHashAsUInt128(), static (_, bytes) => Observation.From(WatchLeasesResponse.Parser.ParseFrom(bytes)), payload);
    }
}
