using System.Text;

namespace ActorNet.Cli.Tests.Fixtures;

/// <summary>What a process has written so far, and a way to wait for more.</summary>
internal sealed class GrowingText
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

    public async Task ReadAllAsync(TextReader reader)
    {
        var buffer = new char[4096];
        for (int count; (count = await reader.ReadAsync(buffer)) > 0;)
            Add(buffer.AsSpan(0, count));
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

    private void Add(ReadOnlySpan<char> text)
    {
        lock (_lock)
        {
            _text.Append(text);
            _changed.SetResult();
            _changed = NewSignal();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
