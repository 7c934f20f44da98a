using System.Globalization;
using System.Text;

namespace ActorNet.Agent.Status;

/// <summary>Metrics in Prometheus' text format, version 0.0.4. All values of a metric are added one after the other, as the format wants it.</summary>
internal sealed class MetricsText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();
    private string? _last;

    /// <summary>Adds a value that goes up and down.</summary>
    public void Gauge(string name, string help, double value, params ReadOnlySpan<(string Label, string Value)> labels) => Add(name, "gauge", help, value, labels);

    /// <summary>Adds a value that only grows while the process lives; the name ends in <c>_total</c>.</summary>
    public void Counter(string name, string help, double value, params ReadOnlySpan<(string Label, string Value)> labels) => Add(name, "counter", help, value, labels);

    public override string ToString() => _text.ToString();

    private void Add(string name, string type, string help, double value, ReadOnlySpan<(string Label, string Value)> labels)
    {
        if (name != _last)
            _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        _last = name;

        _text.Append(name);
        for (var index = 0; index < labels.Length; index++)
            _text.Append(index == 0 ? '{' : ',').Append(labels[index].Label).Append("=\"").Append(Escape(labels[index].Value)).Append('"');
        _text.Append(labels.IsEmpty ? "" : "}").Append(CultureInfo.InvariantCulture, $" {value}\n");
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
