using ActorNet.Agent.Tests.Fixtures;
using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Agent.Tests.EndToEnd.Hostile;

/// <summary>A coordinator whose answers to renewals make no sense. None of them ends the lease or is believed, and the next right one is.</summary>
public sealed class HostileRenewalTests : SingleNodeLab
{
    public static TheoryData<string, Func<KeepAliveResponse, IEnumerable<KeepAliveResponse>>> Answers => new()
    {
        { "the time to live is missing", answer => With(answer, renewal => renewal.TimeToLive = null) },
        { "the time to live is \"0s\"", answer => With(answer, renewal => renewal.TimeToLive = new Duration()) },
        { "the time to live is \"-1s\"", answer => With(answer, renewal => renewal.TimeToLive = new Duration { Seconds = -1 }) },
        { "the time to live is", answer => With(answer, renewal => renewal.TimeToLive = new Duration { Seconds = 10_000L * 366 * 24 * 3600 }) },
        { "the time to live is", answer => With(answer, renewal => renewal.TimeToLive = new Duration { Seconds = long.MaxValue, Nanos = int.MinValue }) },
        { "is renewed instead of", answer => With(answer, renewal => renewal.Epoch++) },
        { "is renewed instead of", answer => With(answer, renewal => renewal.Epoch = long.MinValue) },
        { "neither that the lease lives on nor why not", answer => [new KeepAliveResponse { RequestNumber = answer.RequestNumber }] },
        { "there are more answers than requests", answer => [answer, answer, answer] },
        { "there are more answers than requests", answer => [new KeepAliveResponse(answer) { RequestNumber = 4711 }, answer] },
        { "there are more answers than requests", answer => Enumerable.Repeat(answer, 10_000) },
        { "does not answer", answer => [new KeepAliveResponse(answer) { RequestNumber = answer.RequestNumber - 1 }] },
        { "because", answer => [new KeepAliveResponse { RequestNumber = answer.RequestNumber, Error = new LeaseError { Reason = (ErrorReason)4711, Code = -1, Message = $"because\nREADY=1\u001b[2J{new string('x', 1 << 20)}", RetryDelay = new Duration { Seconds = long.MaxValue } } }] },
        { "did not renew the lease", _ => throw new InvalidOperationException("the service failed") },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_that_makes_no_sense_is_named_and_the_lease_lives_on_with_the_next_right_one(string fault, Func<KeepAliveResponse, IEnumerable<KeepAliveResponse>> spoil)
    {
        Leases.TimeToLive = TimeSpan.FromSeconds(30);
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.HasRoutesAsync(PeerRoute);

        var spoilt = 0;
        Leases.SpoilRenewal = answer => ++spoilt < 4 ? spoil(answer) : [answer];
        await Eventually.IsTrue(() => spoilt > 4, "renewals go on", () => Node.Log);

        await Node.SaysAsync(fault);
        HostileLog.IsSound(Node.Log);
        Assert.DoesNotContain("lapsed", Node.Log);
        Assert.DoesNotContain("taken back", Node.Log);
        Assert.InRange(Leases.Renewals.Count, 1, 100);
        await Node.LetsPassAsync("10.244.1.0/24");
        Assert.Equal([PeerRoute], Node.Host.Routes());
        Assert.Single(Leases.Renewals.Select(renewal => renewal.Epoch).Distinct());
    }

    private static IEnumerable<KeepAliveResponse> With(KeepAliveResponse answer, Action<LeaseRenewal> change)
    {
        change(answer.Renewal);
        return [answer];
    }
}
