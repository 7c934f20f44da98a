using System.Net;
using ActorNet.Client.Endpoints;

namespace ActorNet.Client.Tests.Fixtures;

/// <summary>Replicas that nobody connects to.</summary>
internal static class Addresses
{
    public static readonly ReplicaAddress A = Of(1);
    public static readonly ReplicaAddress B = Of(2);
    public static readonly ReplicaAddress C = Of(3);

    private static ReplicaAddress Of(int number) =>
        new(new Uri($"http://192.0.2.{number}:7410"), new IPEndPoint(IPAddress.Parse($"192.0.2.{number}"), 7410));
}
