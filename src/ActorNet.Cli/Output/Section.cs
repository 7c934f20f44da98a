namespace ActorNet.Cli.Output;

/// <summary>A part of what people get to see. A report says what there is; a renderer says how it looks.</summary>
internal abstract record Section
{
    /// <summary>Rows under headers.</summary>
    /// <param name="Headers">One per column.</param>
    /// <param name="Rows">As many cells each as there are headers.</param>
    /// <param name="IfEmpty">What to say when there are no rows.</param>
    public sealed record Table(IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows, string IfEmpty) : Section;

    /// <summary>The properties of one thing.</summary>
    /// <param name="Properties">Each with its name; one without a value is left out by the report, not by the renderer.</param>
    public sealed record Details(IReadOnlyList<(string Name, string Value)> Properties) : Section;

    /// <summary>A sentence.</summary>
    public sealed record Line(string Text) : Section;
}
