using System.Net;
using ActorNet.Addressing;
using ActorNet.Agent.Commands;
using ActorNet.Agent.Tests.Fixtures;
using ActorNet.Contracts.V1;
using Eventually = ActorNet.Agent.Tests.Fixtures.Eventually;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>A real Docker engine that stands still, is not alone, or is used by somebody while the agent changes it.</summary>
public sealed class DockerTroubleTests : DockerLab
{
    [Fact]
    public async Task An_engine_that_stands_still_is_named_and_keeps_nothing_but_Docker_from_going_on()
    {
        await StartWithDockerAsync("daemon-json", "drain");
        await Docker.RunContainerAsync("one");
        await Docker.PauseAsync();

        Renumber();

        await Node.HoldsAsync("10.244.60.1/24");
        await FindsAsync("runs and does not answer");
        Assert.Equal(HttpStatusCode.OK, (await Node.Pages.ReadAsync("/healthz")).Status);
        await Docker.ResumeAsync();
        await HasAsync(Second, "one");
        await AttestsAsync(DockerCondition.Agrees);
    }

    [Fact]
    public async Task Containers_that_an_engine_does_not_start_because_it_stands_still_are_started_when_it_goes_on()
    {
        string[] containers = ["four", "one", "three", "two"];
        await StartWithDockerAsync("daemon-json", "drain");
        foreach (var container in containers)
            await Docker.RunContainerAsync(container);

        Renumber();
        await Eventually.IsTrue(() => Node.Log.Contains($"{Second}: starting", StringComparison.Ordinal), "they are being started", () => Node.Log);
        Node.Process.Kill();
        await Docker.PauseAsync();
        Start("daemon-json", "drain");
        await FindsAsync("runs and does not answer");

        await Docker.ResumeAsync();
        await HasAsync(Second, containers);
        await AttestsAsync(DockerCondition.Agrees);
    }

    [Fact]
    public async Task A_container_that_is_started_while_others_are_stopped_is_stopped_and_started_too()
    {
        await StartWithDockerAsync("daemon-json", "drain");
        await Docker.RunContainerAsync("slow", "--stop-timeout", "20"); // sleep, being process 1, does not hear SIGTERM

        Renumber();
        await Eventually.IsTrue(() => Node.Log.Contains($"{Second}: stopping", StringComparison.Ordinal), "it is stopped", Evidence);
        await Docker.RunContainerAsync("late");

        await HasAsync(Second, "late", "slow");
        Assert.StartsWith("10.244.60.", await Docker.AddressOfAsync("late"), StringComparison.Ordinal);
        await AttestsAsync(DockerCondition.Agrees);
    }

    [Fact]
    public async Task A_container_that_would_be_lost_ends_the_change_and_the_others_are_started_again()
    {
        await StartWithDockerAsync("daemon-json", "drain");
        await Docker.RunContainerAsync("slow", "--stop-timeout", "20");

        Renumber();
        await Eventually.IsTrue(() => Node.Log.Contains($"{Second}: stopping", StringComparison.Ordinal), "it is stopped", Evidence);
        await Docker.RunContainerAsync("job", "--rm");

        await LogsAsync("the container job was started with --rm");
        await RunsAsync("job", "slow");
        Assert.Equal(First, await Docker.SubnetAsync());
        await AttestsAsync(DockerCondition.Conflict, "job");

        await Docker.RunAsync("rm", "--force", "job");
        await Docker.StartAsync();
        await Docker.RunAsync("start", "slow");
        await HasAsync(Second, "slow");
        await AttestsAsync(DockerCondition.Agrees);
    }

    [Fact]
    public async Task Of_two_engines_on_a_host_the_one_at_the_socket_is_looked_at_and_changed()
    {
        await using var other = Prepare("other");
        File.WriteAllText(other.ConfigFile, "{ \"bridge\": \"none\", \"iptables\": false }");
        await other.StartAsync(); // first, and so the first that is found
        await StartWithDockerAsync("daemon-json", "drain");
        await Docker.RunContainerAsync("one");
        var before = File.GetLastWriteTimeUtc(Path.Combine(Path.GetDirectoryName(other.Socket)!, "pid"));

        Renumber();

        await HasAsync(Second, "one");
        await AttestsAsync(DockerCondition.Agrees);
        Assert.Equal(before, File.GetLastWriteTimeUtc(Path.Combine(Path.GetDirectoryName(other.Socket)!, "pid")));
        Assert.DoesNotContain("has failed", Node.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Containers_get_an_address_of_each_family_that_the_lease_has()
    {
        Leases.Pool.Cidrs.Add("fd78::/48");
        Leases.Assign("n1", First, "fd78:0:0:1::/64");
        await StartWithDockerAsync("daemon-json", "drain");

        await Docker.RunContainerAsync("one");

        Assert.True(Prefix.Parse("fd78:0:0:1::/64").Contains(await IPv6OfAsync("one")));
        Assert.Equal(["10.244.1.1/24", "fd78:0:0:1::1/64"], Node.Host.Addresses("docker0"));

        Leases.OnAcquire = _ => Leases.RenewalError = null;
        Leases.Assign("n1", Second, "fd78:0:0:60::/64");
        Leases.Forget("n1");
        Leases.RenewalError = ErrorReason.LeaseRevoked;
        await HasAsync(Second, "one");
        await AttestsAsync(DockerCondition.Agrees);
        Assert.True(Prefix.Parse("fd78:0:0:60::/64").Contains(await IPv6OfAsync("one")));
        await Eventually.IsTrue(() => Node.Host.Addresses("docker0") is ["10.244.60.1/24", "fd78:0:0:60::1/64"], "docker0 has the new ones only", Evidence);
    }

    [Fact]
    public async Task With_the_options_file_it_is_said_that_containers_have_no_IPv6()
    {
        Leases.Pool.Cidrs.Add("fd78::/48");
        Leases.Assign("n1", First, "fd78:0:0:1::/64");
        await StartWithDockerAsync("bridge", "never");
        await FindsAsync("Docker gives containers no IPv6 addresses");

        File.WriteAllText(Docker.ConfigFile, "{ \"ipv6\": true, \"fixed-cidr-v6\": \"fd78:0:0:1::/64\" }");
        await Docker.StartAsync();
        await Docker.RunContainerAsync("one");

        Assert.True(Prefix.Parse("fd78:0:0:1::/64").Contains(await IPv6OfAsync("one")));
        await FindsAsync("nothing is wrong any more", findings => findings is []);

        File.WriteAllText(Docker.ConfigFile, "{ \"ipv6\": true, \"fixed-cidr-v6\": \"fd78:0:0:2::/64\" }");
        await Docker.RunAsync("rm", "--force", "one");
        await Docker.StartAsync();
        await AttestsAsync(DockerCondition.Conflict, "\"fixed-cidr-v6\": \"fd78:0:0:2::/64\"; set it to");
    }

    [Fact]
    public async Task The_check_says_what_Docker_does_and_whose_address_others_see()
    {
        await StartWithDockerAsync("daemon-json", "never");

        await Node.RunAsync("check", Flags("daemon-json", "never"));
        Assert.Matches("ok +docker +engine [0-9.]+.*, gives containers addresses of 10.244.1.0/24", Node.Process.Log);
        Assert.Matches("ok +source addresses +Docker masquerades", Node.Process.Log);
        Assert.Contains("-> --ip-masquerade true and a restart of Docker", Node.Process.Log, StringComparison.Ordinal);

        await Docker.PauseAsync();
        await FindsAsync("runs and does not answer");
        await Node.RunAsync("check", Flags("daemon-json", "never"));
        Assert.Matches("unknown +docker +dockerd", Node.Process.Log);
        await Docker.ResumeAsync();

        Renumber();
        await AttestsAsync(DockerCondition.Conflict);
        Assert.Equal(ExitCodes.Failure, await Node.RunAsync("check", Flags("daemon-json", "never")));
        Assert.Matches("wrong +docker +Docker gives containers addresses of 10.244.1.0/24", Node.Process.Log);
    }

    [Fact]
    public async Task Dockers_loop_is_among_those_that_systemd_hears_of()
    {
        await StartWithDockerAsync("daemon-json", "never");

        var loops = (await Node.Pages.StatusAsync())["process"]!["loopSilenceSeconds"]!.AsObject();

        Assert.Contains(loops, loop => loop.Key == "docker");
    }

    private async Task<IPAddress> IPv6OfAsync(string container) => IPAddress.Parse(await Docker.RunAsync("inspect", "--format", "{{.NetworkSettings.GlobalIPv6Address}}", container));

    private Task FindsAsync(string text) => FindsAsync($"the status says: {text}", findings => findings.Any(finding => finding.Contains(text, StringComparison.Ordinal)));

    private async Task FindsAsync(string what, Func<string[], bool> isSo)
    {
        await Eventually.IsTrue(async () => isSo(await FindingsAsync()), what, Evidence);

        async Task<string[]> FindingsAsync()
        {
            try
            {
                return [.. (await Node.Pages.StatusAsync())["docker"]!["findings"]!.AsArray().Select(finding => (string)finding!["message"]!)];
            }
            catch (HttpRequestException)
            {
                return ["the agent is not there yet"];
            }
        }
    }
}
