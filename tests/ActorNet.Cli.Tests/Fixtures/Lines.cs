using System.Text;

namespace ActorNet.Cli.Tests.Fixtures;

/// <summary>What a process has written so far, and a way to wait for more.</summary>
internal sealed class Lines
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private TaskCompletionSource _changed = NewSignal();

    public string Text
    {
        get
        {
            lock (_lock)
                return _text.ToString();
        }
    }

    public void Add(string? line)
    {
        lock (_lock)
        {
            _text.Append(line is null ? "" : $"{line}\n");
            _changed.SetResult();
            _changed = NewSignal();
        }
    }

    public async Task WaitForAsync(string text, TimeSpan limit)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_text.ToString().Contains(text, StringComparison.Ordinal))
                    return;

                changed = _changed.Task;
            }

            await changed.WaitAsync(limit, TestContext.Current.CancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
