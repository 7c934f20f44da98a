namespace ActorNet.Agent.Checking;

/// <summary>What a check found of one thing.</summary>
/// <param name="Subject">The thing, in a few words that stay the same: <c>coordinator http://10.0.0.1:7410</c>.</param>
/// <param name="Verdict">How it is.</param>
/// <param name="Facts">What was seen, and where it is wrong what was expected.</param>
/// <param name="Mend">What to do about it; empty where nothing has to be done.</param>
internal sealed record Finding(string Subject, Verdict Verdict, string Facts, string Mend = "")
{
    public static Finding Ok(string subject, string facts) => new(subject, Verdict.Ok, facts);

    public static Finding Wrong(string subject, string facts, string mend) => new(subject, Verdict.Wrong, facts, mend);

    public static Finding Unknown(string subject, string facts, string mend = "") => new(subject, Verdict.Unknown, facts, mend);
}
