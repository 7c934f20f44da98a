using ActorNet.Fuzz.Engine;
using ActorNet.Fuzz.Remote;

namespace ActorNet.Fuzz.Tests;

public sealed class CoordinatorTests
{
    [Fact]
    public async Task Whatever_is_called_is_answered_properly_and_others_are_served()
    {
        var findings = new Findings();
        await using var coordinator = await FuzzedCoordinator.StartAsync();

        await GrpcFuzzer.RunAsync(coordinator, firstSeed: 1, count: 3_000, findings, TestContext.Current.CancellationToken);
        await Http2Fuzzer.RunAsync(coordinator, firstSeed: 1, count: 400, findings, TestContext.Current.CancellationToken);

        Assert.Empty(findings.All);
    }
}
