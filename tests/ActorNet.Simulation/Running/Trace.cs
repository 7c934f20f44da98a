using ActorNet.Simulation.Time;

namespace ActorNet.Simulation.Running;

/// <summary>What happened, for people; kept only when a seed is run again to be looked at.</summary>
internal sealed class Trace(EventQueue queue)
{
    private readonly List<(TimeSpan At, string Party, string What)> notes = [];

    public void Note(string party, string what) => notes.Add((queue.Now, party, what));

    /// <summary>The lines that concern some of the parties, or mention them; all lines where none are given.</summary>
    public IEnumerable<string> Lines(IReadOnlyCollection<string> parties) => notes
        .Where(note => parties.Count == 0 || parties.Any(party => IsAbout(note, party)))
        .Select(note => $"{note.At.TotalSeconds,10:f3}  {note.Party,-26} {note.What}");

    private static bool IsAbout((TimeSpan At, string Party, string What) note, string party) =>
        note.Party.Contains(party, StringComparison.Ordinal) || note.What.Contains(party, StringComparison.Ordinal);
}
