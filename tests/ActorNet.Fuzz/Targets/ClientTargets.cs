using ActorNet.Addressing;
using ActorNet.Client.Endpoints;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using ActorNet.Fuzz.Engine;
using ActorNet.Fuzz.Mutation;
using Grpc.Core;

namespace ActorNet.Fuzz.Targets;

/// <summary>What every part of the product reads: prefixes, endpoints, and errors that come over the wire.</summary>
internal static class ClientTargets
{
    private static readonly string[] UrlWords = ["http", "https", "://", "@", "[::1]", ":7410", "?", "#", "xn--", .. Words.Addresses, .. Words.Names];

    public static IEnumerable<ParserTarget> All =>
    [
        Sample.Text("prefix", [.. Words.Prefixes, .. Words.Addresses], ReadPrefix, "10.244.3.0/24", "fd00:1:2:3::/64", "0.0.0.0/0", "::/0"),
        Sample.Text("endpoint", UrlWords, ReadEndpoint, "http://127.0.0.1:7410", "https://coordinator.example:7410", "http://[2001:db8::7]:7410"),
        Sample.Protobuf(
            "error-details", Google.Rpc.Status.Descriptor, ReadError,
            StatusOf(new ServiceError(ErrorReason.QueueFull, "full") { RetryDelay = TimeSpan.FromSeconds(1) }),
            StatusOf(new ServiceError(ErrorReason.InvalidField, "wrong") { Violations = [new FieldViolation("node_id", "missing")] })),
    ];

    /// <summary>What is read is written as it was.</summary>
    private static void ReadPrefix(string text)
    {
        if (Prefix.TryParse(text, out var prefix, out _) && Prefix.Parse(prefix.ToString()) != prefix)
        {
            throw new InvalidOperationException($"{prefix} is read as another prefix than it was written");
        }
    }

    private static void ReadEndpoint(string text)
    {
        if (EndpointText.TryParse(text, out var endpoint, out _))
        {
            var resolver = new EndpointResolver([endpoint], (_, _) => Task.FromResult<System.Net.IPAddress[]>([]), TimeSpan.FromSeconds(1), TimeProvider.System);
            _ = (resolver.Replicas, resolver.Failures, resolver.HasNames);
        }
    }

    private static byte[] StatusOf(ServiceError error) => error.ToRpcException().Trailers.GetValueBytes("grpc-status-details-bin")!;

    private static void ReadError(byte[] details)
    {
        var trailers = new Metadata { { "grpc-status-details-bin", details } };
        ServiceError.From(new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "down"), trailers));
    }
}
