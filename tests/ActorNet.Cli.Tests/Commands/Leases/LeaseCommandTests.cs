using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Google.Protobuf;

namespace ActorNet.Cli.Tests.Commands.Leases;

public sealed class LeaseCommandTests
{
    [Fact]
    public async Task Leases_are_listed_whole_however_long_a_row_is()
    {
        await using var service = await ScriptedService.StartAsync();
        var lease = Samples.Lease(new string('n', 63), "10.0.1.0/24", epoch: 7);
        lease.Subnets.AddRange(Enumerable.Range(0, 10).Select(i => $"fd77:1234:5678:9abc:def0:1234:{i}::/112"));
        service.Script.ListLeases = _ => new ListLeasesResponse { Leases = { lease }, Revision = 12, TotalSize = 1 };

        using var run = await CommandRun.ToEndAsync("lease", "list", "--endpoint", service.Endpoint);

        var lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Contains(string.Join(' ', lease.Subnets) + "  7      active  host-gw  192.0.2.7", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public async Task All_pages_are_read_at_one_revision()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.ListLeases = request => request.PageToken switch
        {
            "" => new ListLeasesResponse { Leases = { Samples.Lease("a", "10.0.1.0/24") }, Revision = 12, NextPageToken = "2" },
            "2" => new ListLeasesResponse { Leases = { Samples.Lease("b", "10.0.2.0/24") }, Revision = 12, NextPageToken = "3" },
            _ => new ListLeasesResponse { Leases = { Samples.Lease("c", "10.0.3.0/24") }, Revision = 12 },
        };

        using var run = await CommandRun.ToEndAsync("lease", "list", "--pool", "edge", "--all", "-o", "json", "--endpoint", service.Endpoint);

        Assert.Equal(["a", "b", "c"], run.OutputJson["leases"]!.AsArray().Select(lease => (string?)lease!["nodeId"]));
        Assert.Equal("12", (string?)run.OutputJson["revision"]);
        Assert.All(service.Script.Requests.Cast<ListLeasesRequest>(), request =>
        {
            Assert.Equal("edge", request.Pool);
            Assert.Contains(LeaseState.Quarantined, request.States);
        });
    }

    [Fact]
    public async Task A_listing_that_is_lost_half_way_is_read_anew()
    {
        await using var service = await ScriptedService.StartAsync();
        var lost = false;
        service.Script.ListLeases = request =>
        {
            if (request.PageToken.Length == 0)
                return new ListLeasesResponse { Leases = { Samples.Lease("a", "10.0.1.0/24") }, Revision = lost ? 13 : 12, NextPageToken = "2" };
            if (lost)
                return new ListLeasesResponse { Leases = { Samples.Lease("b", "10.0.2.0/24") }, Revision = 13 };

            lost = true;
            throw new ServiceError(ErrorReason.PageTokenExpired, "gone").ToRpcException();
        };

        using var run = await CommandRun.ToEndAsync("lease", "list", "-o", "json", "--endpoint", service.Endpoint);

        Assert.Equal(["a", "b"], run.OutputJson["leases"]!.AsArray().Select(lease => (string?)lease!["nodeId"]));
        Assert.Equal("13", (string?)run.OutputJson["revision"]);
    }

    [Fact]
    public async Task A_listing_that_is_lost_again_and_again_fails()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.ListLeases = _ => throw new ServiceError(ErrorReason.PageTokenExpired, "gone").ToRpcException();

        using var run = await CommandRun.ToEndAsync("lease", "list", "--endpoint", service.Endpoint);

        Assert.Equal(3, service.Script.Requests.Count);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task One_lease_is_shown_in_full()
    {
        await using var service = await ScriptedService.StartAsync();
        var lease = Samples.Lease("a", "10.0.1.0/24", epoch: 7);
        service.Script.GetLease = _ => new GetLeaseResponse { Lease = lease };

        using var table = await CommandRun.ToEndAsync("lease", "get", "a", "--endpoint", service.Endpoint);
        using var json = await CommandRun.ToEndAsync("lease", "get", "a", "--pool", "edge", "-o", "json", "--endpoint", service.Endpoint);

        Assert.Contains("Epoch:           7\n", table.Output, StringComparison.Ordinal);
        Assert.Contains("Labels:          rack=7\n", table.Output, StringComparison.Ordinal);
        Assert.Equal(lease, JsonParser.Default.Parse<Lease>(json.Output));
        Assert.Equal(new GetLeaseRequest { Pool = "edge", NodeId = "a" }, service.Script.Requests.Last());
    }

    [Fact]
    public async Task A_lease_that_is_not_there_is_exit_code_4_in_json_too()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.GetLease = _ => throw new ServiceError(ErrorReason.LeaseNotFound, "node 'a' has no lease")
        {
            Metadata = new Dictionary<string, string> { ["pool"] = "default", ["node_id"] = "a" },
        }.ToRpcException();

        using var run = await CommandRun.ToEndAsync("lease", "get", "a", "-o", "json", "--endpoint", service.Endpoint);

        Assert.Equal("LEASE_NOT_FOUND", (string?)run.ErrorJson["reason"]);
        Assert.Equal("node 'a' has no lease", (string?)run.ErrorJson["message"]);
        Assert.Equal("a", (string?)run.ErrorJson["metadata"]!["node_id"]);
        Assert.Equal(4, (int)run.ErrorJson["exitCode"]!);
        Assert.Equal("", run.Output);
        Assert.Equal(4, run.ExitCode);
    }
}
