using System.Security.Cryptography;
using System.Text;
using ActorNet.Contracts.V1;
using ActorNet.Fuzz.Engine;
using ActorNet.Fuzz.Targets;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;

namespace ActorNet.Fuzz.Tests;

/// <summary>Inputs at which something failed once.</summary>
public sealed class RegressionTests : IAsyncLifetime
{
    private readonly AllTargets targets = new();

    public static TheoryData<string, byte[]> Found => new()
    {
        // Half of a surrogate pair is found only when the text is read.
        { "agent-options-file", Text("""{"node": "\udc00x"}""") },
        { "coordinator-options-file", Text("""{"listen": "\ud800"}""") },

        // Durations that are none, and such as no clock can add.
        { "agent-renewal", new KeepAliveResponse { Renewal = new LeaseRenewal { TimeToLive = new Duration { Seconds = long.MinValue } } }.ToByteArray() },
        { "agent-renewal", new KeepAliveResponse { Renewal = new LeaseRenewal { TimeToLive = new Duration { Seconds = 60, Nanos = 2_000_000_000 } } }.ToByteArray() },
        { "agent-renewal", new KeepAliveResponse { Error = new LeaseError { RetryDelay = new Duration { Seconds = 315_576_000_000 } } }.ToByteArray() },
        { "error-details", StatusWith(new RetryInfo { RetryDelay = new Duration { Nanos = -1 } }) },

        // Details that are no protobuf, though the status itself is.
        { "error-details", [0x0a] },
        { "error-details", new Google.Rpc.Status { Details = { new Any { TypeUrl = "type.googleapis.com/google.rpc.ErrorInfo", Value = ByteString.CopyFrom(0xff) } } }.ToByteArray() },

        // No name of a directory.
        { "coordinator-options", [] },
        { "coordinator-options", [0] },

        // A checksum that fits, and nothing where a text has to be.
        { "agent-state-sealed", Sealed("""{"version":1,"node":null,"instance":"00000000000000000000000000000001","pool":"default"}""") },
        { "agent-state-sealed", Sealed("""{"version":1,"node":"n","instance":null,"pool":"default"}""") },
        { "agent-state-sealed", Sealed("""{"version":1,"node":"n","instance":"00000000000000000000000000000001","pool":"default","footprint":{"addresses":[null],"files":[null]}}""") },
    };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => targets.DisposeAsync();

    [Theory]
    [MemberData(nameof(Found))]
    public void What_failed_once_fails_no_more(string target, byte[] input) =>
        Assert.Null(ParserFuzzer.Try(targets.Parsers.Single(parser => parser.Name == target), seed: 0, input));

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] StatusWith(IMessage detail) => new Google.Rpc.Status { Details = { Any.Pack(detail) } }.ToByteArray();

    private static byte[] Sealed(string state) => Text($$"""{"sha256":"{{Convert.ToHexStringLower(SHA256.HashData(Text(state)))}}","state":{{state}}}""");
}
