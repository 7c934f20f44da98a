namespace ActorNet.Agent.Identity;

/// <summary>The default of the node id: machine-id(5).</summary>
internal static class MachineId
{
    public const string Source = "/etc/machine-id";

    /// <summary>The machine's id, null where it has none.</summary>
    public static string? Read()
    {
        try
        {
            var text = File.ReadAllText(Source).Trim();
            return Bits128.TryParseHex(text, out _) ? text : null; // on a first boot it may say "uninitialized"
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
