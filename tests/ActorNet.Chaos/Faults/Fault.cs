namespace ActorNet.Chaos.Faults;

/// <summary>Something that goes wrong, and can be put right again.</summary>
/// <param name="kind">What goes wrong, the same for all targets.</param>
/// <param name="target">Whom it happens to.</param>
internal abstract class Fault(string kind, string target)
{
    public string Kind => kind;

    public string Target => target;

    public abstract Task InjectAsync();

    /// <summary>Puts it right. What heals by itself does nothing here.</summary>
    public abstract Task HealAsync();

    public override string ToString() => $"{kind}: {target}";
}
