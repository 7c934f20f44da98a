using System.Diagnostics;
using System.Text.Json;

namespace ActorNet.Netlink.Tests.Fixtures;

/// <summary>
/// A network namespace of a test's own, in which it runs <c>ip</c> and <c>bridge</c>. Gone, with all that is in it, when disposed.
/// </summary>
public sealed class NetworkNamespace : IAsyncDisposable
{
    private static int count;

    private NetworkNamespace(string name) => Name = name;

    public string Name { get; }

    public string Path => $"/run/netns/{Name}";

    public static async Task<NetworkNamespace> CreateAsync()
    {
        if (!Environment.IsPrivilegedProcess)
            throw new InvalidOperationException("These tests make network namespaces: run them as root.");

        var created = new NetworkNamespace($"antnl{Environment.ProcessId}-{Interlocked.Increment(ref count)}");
        await RunAsync("ip", ["netns", "add", created.Name]);
        await created.IpAsync("link set lo up");
        return created;
    }

    /// <summary>Runs <c>ip</c> in the namespace. Arguments are separated by single spaces.</summary>
    public Task IpAsync(string arguments) => RunAsync("ip", ["-n", Name, .. arguments.Split(' ')]);

    /// <summary>Runs <c>bridge</c> in the namespace.</summary>
    public Task BridgeAsync(string arguments) => RunAsync("bridge", ["-n", Name, .. arguments.Split(' ')]);

    /// <summary>What <c>ip</c> shows, with details.</summary>
    public async Task<JsonElement[]> ShowAsync(string arguments) =>
        Parse(await RunAsync("ip", ["-n", Name, "-json", "-details", .. arguments.Split(' ')]));

    /// <summary>What <c>bridge</c> shows.</summary>
    public async Task<JsonElement[]> ShowBridgeAsync(string arguments) =>
        Parse(await RunAsync("bridge", ["-n", Name, "-json", .. arguments.Split(' ')]));

    public async ValueTask DisposeAsync() => await RunAsync("ip", ["netns", "delete", Name]);

    private static JsonElement[] Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return [];
        using var document = JsonDocument.Parse(text);
        return [.. document.RootElement.EnumerateArray().Where(e => e.EnumerateObject().Any()).Select(e => e.Clone())];
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await error}");
    }
}
