using System.Text.Json;

namespace ActorNet.Testing;

/// <summary>A network namespace of a test's own, in which it runs <c>ip</c> and <c>bridge</c>. Gone, with all that runs in it, when disposed.</summary>
public sealed class NetworkNamespace : IAsyncDisposable
{
    private static int count;

    private NetworkNamespace(string name) => Name = name;

    public string Name { get; }

    public string Path => $"/run/netns/{Name}";

    public static async Task<NetworkNamespace> CreateAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new InvalidOperationException("These tests make network namespaces: run them as root.");
        }

        var created = new NetworkNamespace($"ant{Environment.ProcessId}-{Interlocked.Increment(ref count)}");
        await Shell.RunAsync("ip", "netns", "add", created.Name);
        await created.IpAsync("link set lo up");
        return created;
    }

    /// <summary>Runs <c>ip</c> in the namespace. Arguments are separated by single spaces.</summary>
    public Task<string> IpAsync(string arguments) => Shell.RunAsync("ip", ["-n", Name, .. arguments.Split(' ')]);

    /// <summary>Runs <c>bridge</c> in the namespace.</summary>
    public Task<string> BridgeAsync(string arguments) => Shell.RunAsync("bridge", ["-n", Name, .. arguments.Split(' ')]);

    /// <summary>What <c>ip</c> shows, with details.</summary>
    public async Task<JsonElement[]> ShowAsync(string arguments) => Parse(await IpAsync($"-json -details {arguments}"));

    /// <summary>What <c>bridge</c> shows.</summary>
    public async Task<JsonElement[]> ShowBridgeAsync(string arguments) => Parse(await BridgeAsync($"-json {arguments}"));

    /// <summary>Runs a program in the namespace.</summary>
    public Task<ShellResult> TryRunAsync(string program, params string[] arguments) =>
        Shell.TryRunAsync("ip", ["netns", "exec", Name, program, .. arguments]);

    public async ValueTask DisposeAsync()
    {
        var leftovers = await Shell.RunAsync("ip", "netns", "pids", Name);
        foreach (var pid in leftovers.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await Shell.TryRunAsync("kill", "-9", pid);
        }

        await Shell.RunAsync("ip", "netns", "delete", Name);
    }

    private static JsonElement[] Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        using var document = JsonDocument.Parse(text);
        return [.. document.RootElement.EnumerateArray().Where(element => element.EnumerateObject().Any()).Select(element => element.Clone())];
    }
}
