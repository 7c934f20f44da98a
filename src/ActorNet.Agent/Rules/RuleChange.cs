namespace ActorNet.Agent.Rules;

/// <summary>What had to be done about rules.</summary>
/// <param name="IsMended">Whether somebody had changed them.</param>
/// <param name="Fault">What was changed; empty where nothing was.</param>
internal readonly record struct RuleChange(bool IsMended, string Fault)
{
    /// <summary>Nothing.</summary>
    public static readonly RuleChange None = new(false, "");

    /// <summary>There had to be others.</summary>
    public static readonly RuleChange Written = new(false, "other rules");
}
