namespace ActorNet.Coordinator.Audit;

/// <summary>Puts evidence together.</summary>
internal static class EvidenceExtensions
{
    /// <summary>With one thing more.</summary>
    public static Dictionary<string, string> With(this Dictionary<string, string> evidence, string name, string value)
    {
        evidence[name] = value;
        return evidence;
    }
}
