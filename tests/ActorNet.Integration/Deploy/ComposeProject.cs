using System.Text.Json;
using ActorNet.Testing;

namespace ActorNet.Integration.Deploy;

/// <summary>
/// What <c>docker-compose.yml</c> describes, built and started on a Docker engine of its own. The images that ours start from are made of what is
/// installed here: the etcd is therefore the one that all tests use.
/// </summary>
public sealed class ComposeProject : IAsyncLifetime
{
    private static readonly TimeSpan BuildPatience = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly TemporaryDirectory directory = new();
    private NetworkNamespace? host;
    private DockerDaemon? daemon;

    /// <summary>Builds the images and starts everything, with one coordinator; returns when the agents run, because these wait for all others.</summary>
    public async ValueTask InitializeAsync()
    {
        host = await NetworkNamespace.CreateAsync();
        daemon = await DockerDaemon.StartAsync(host, directory.Combine("docker"), "--bridge", "none");
        await Shell.RunAsync("env", $"DOCKER_HOST={daemon.Url}", "bash", Path.Combine(Programs.Root, "tests", "ActorNet.Integration", "Deploy", "base-images.sh"))
            .WaitAsync(BuildPatience);
        await ComposeAsync("build").WaitAsync(BuildPatience);
        await ScaleAsync(1);
    }

    public async ValueTask DisposeAsync()
    {
        if (daemon is not null)
        {
            await TryComposeAsync("down", "--volumes", "--timeout", "5");
            await daemon.DisposeAsync();
        }

        if (host is not null)
        {
            await host.DisposeAsync();
        }

        directory.Dispose();
    }

    /// <summary>Has so many coordinators, and waits until each of them says that it serves and sees the others.</summary>
    internal async Task ScaleAsync(int coordinators)
    {
        await ComposeAsync("up", "--detach", "--scale", $"coordinator={coordinators}").WaitAsync(Patience);
        await EventuallyAsync($"{coordinators} coordinators serve together", () => AreServingTogetherAsync(coordinators));
    }

    /// <summary>Looks until it is as it should be, and shows what the containers have printed when it does not happen.</summary>
    internal async Task EventuallyAsync(string what, Func<Task<bool>> look)
    {
        try
        {
            await Eventually.HoldsAsync(what, look, Patience);
        }
        catch (TimeoutException late)
        {
            var logs = await TryComposeAsync("logs", "--no-color", "--tail", "30");
            throw new TimeoutException($"{late.Message}\n{logs.Output}", late);
        }
    }

    /// <summary>The containers of a service.</summary>
    internal async Task<string[]> ContainersAsync(string service) => (await ComposeAsync("ps", "--quiet", service)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    internal async Task<string> InspectAsync(string container, string format) => (await daemon!.RunAsync("inspect", "--format", format, container)).Trim();

    /// <summary>Kills a container's program, of which its engine knows nothing: <c>docker kill</c> would mean that it is to stay away.</summary>
    internal async Task KillAsync(string container) => await Shell.RunAsync("kill", "-9", await ProcessAsync(container));

    /// <summary>Runs a program of this machine in the network namespace of a service's only container.</summary>
    internal async Task<ShellResult> TryInsideAsync(string service, params string[] command)
    {
        var containers = await ContainersAsync(service);
        return await Shell.TryRunAsync("nsenter", [$"--net=/proc/{await ProcessAsync(containers.Single())}/ns/net", .. command]);
    }

    /// <summary>docker0's address in a node, without its length; null while there is none.</summary>
    internal async Task<string?> Docker0Async(string node)
    {
        var shown = await TryInsideAsync(node, "ip", "-json", "-4", "address", "show", "dev", "docker0");
        if (shown.ExitCode != 0)
        {
            return null;
        }

        using var document = JsonDocument.Parse(shown.Output);
        var addresses = document.RootElement.EnumerateArray().SelectMany(link => link.GetProperty("addr_info").EnumerateArray());
        return addresses.Select(address => address.GetProperty("local").GetString()).FirstOrDefault();
    }

    /// <summary>One after the other, for asking takes processor time from those who are asked.</summary>
    private async Task<bool> AreServingTogetherAsync(int count)
    {
        var containers = await ContainersAsync("coordinator");
        foreach (var container in containers)
        {
            var answer = await daemon!.TryAsync("exec", container, "actornet", "status", "--output", "json");
            if (answer.ExitCode != 0 || ReachableReplicas(answer.Output) != count)
            {
                return false;
            }
        }

        return containers.Length == count;
    }

    private static int ReachableReplicas(string status)
    {
        using var document = JsonDocument.Parse(status);
        return document.RootElement.GetProperty("replicas").EnumerateArray().Count(replica => replica.GetProperty("reachable").GetBoolean());
    }

    private Task<string> ProcessAsync(string container) => InspectAsync(container, "{{.State.Pid}}");

    private async Task<string> ComposeAsync(params string[] arguments)
    {
        var result = await TryComposeAsync(arguments);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException($"docker-compose {string.Join(' ', arguments)}: {result.Error}{result.Output}");
    }

    /// <summary>The engine's own builder, because the other one needs a plugin of the command.</summary>
    private Task<ShellResult> TryComposeAsync(params string[] arguments) => Shell.TryRunAsync(
        "env",
        [
            $"DOCKER_HOST={daemon!.Url}", "COMPOSE_DOCKER_CLI_BUILD=0", "DOCKER_BUILDKIT=0",
            "docker-compose", "--project-name", host!.Name, "--file", Path.Combine(Programs.Root, "docker-compose.yml"), .. arguments,
        ]);
}
