using System.Text;

namespace ActorNet.Agent.Status;

/// <summary>Two columns for people; an empty line between sections.</summary>
internal static class StatusTable
{
    public static string Of(IEnumerable<IEnumerable<(string Name, string Value)>> sections)
    {
        var lists = sections.Select(rows => rows.ToList()).Where(rows => rows.Count > 0).ToList();
        var width = lists.SelectMany(rows => rows).Max(row => row.Name.Length);
        var text = new StringBuilder();
        foreach (var rows in lists)
        {
            text.Append(text.Length == 0 ? "" : "\n");
            foreach (var (name, value) in rows)
                text.Append(name.PadRight(width)).Append("  ").Append(OneLine(value)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>What others have sent must not make lines, nor speak to the terminal.</summary>
    private static string OneLine(string value) => string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c)).TrimEnd();
}
