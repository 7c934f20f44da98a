using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActorNet.Addressing;

namespace ActorNet.Chaos.Lab;

/// <summary>The lease in an agent's state file.</summary>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Subnets">Its subnets.</param>
/// <param name="Deadline">Until when the agent believes in it, on CLOCK_BOOTTIME.</param>
internal sealed record AgentState(long Epoch, IReadOnlyList<Prefix> Subnets, TimeSpan Deadline)
{
    /// <summary>Reads it; null where there is none, or no file, or not one that an agent wrote.</summary>
    public static AgentState? TryRead(string stateDirectory)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(stateDirectory, "state.json")));
            var state = document.RootElement.GetProperty("state");
            return IsWhole(document.RootElement, state) && state.TryGetProperty("lease", out var lease) ? Read(lease) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsWhole(JsonElement envelope, JsonElement state) =>
        envelope.GetProperty("sha256").GetString() == Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state.GetRawText())));

    private static AgentState Read(JsonElement lease) => new(
        lease.GetProperty("epoch").GetInt64(),
        [.. lease.GetProperty("subnets").EnumerateArray().Select(subnet => Prefix.Parse(subnet.GetString()!))],
        TimeSpan.FromTicks(lease.GetProperty("deadlineTicks").GetInt64()));
}
