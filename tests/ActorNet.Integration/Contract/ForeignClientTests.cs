using ActorNet.Testing;

namespace ActorNet.Integration.Contract;

/// <summary>A client in another language, with nothing but <c>protos/</c>.</summary>
public sealed class ForeignClientTests
{
    [Fact]
    public async Task A_python_client_acquires_keeps_alive_watches_and_releases()
    {
        using var directory = new TemporaryDirectory();
        var protos = Path.Combine(Programs.Root, "protos");
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(protos, "actornet/v1"), "*.proto")];
        await Shell.RunAsync("protoc", [$"--proto_path={protos}", $"--python_out={directory.Path}", .. files]);
        await using var coordinator = await LocalCoordinator.StartAsync(directory.Combine("data"));

        var script = Path.Combine(AppContext.BaseDirectory, "Contract", "foreign_client.py");
        var client = await Shell.TryRunAsync("/usr/bin/python3", script, directory.Path, $"127.0.0.1:{coordinator.Port}");

        Assert.True(client.ExitCode == 0, client.Output + client.Error + coordinator.Log);
        Assert.EndsWith("all as the contract says\n", client.Output);
    }
}
