// Test bench of dmp_sweeps: 3 sequences, 30 time steps, from the bit-exact model.
// Compares every spike that leaves a core, and every class. Prints PASS, or FAIL with what differs.
// Plusargs: +stall=PERCENT pauses the streams at random, +seed=NUMBER says how.
`default_nettype none

module dmp_sweeps_tb;
    reg clk = 1'b0;
    reg rst = 1'b1;
    reg  events_tvalid;
    reg  [15:0] events_tdata;
    reg  events_tlast;
    reg  [1:0] events_tuser;
    reg  classes_tready;
    wire events_tready;
    wire classes_tvalid;
    wire [1:0] classes_tdata;
    wire error_event;
    wire error_length;

    dmp_sweeps dut (
        .clk(clk),
        .rst(rst),
        .events_tvalid(events_tvalid),
        .events_tready(events_tready),
        .events_tdata(events_tdata),
        .events_tlast(events_tlast),
        .events_tuser(events_tuser),
        .classes_tvalid(classes_tvalid),
        .classes_tready(classes_tready),
        .classes_tdata(classes_tdata),
        .error_event(error_event),
        .error_length(error_length)
    );

    always #5 clk = !clk;

    reg [18:0] events_beats [0:66];
    reg [1:0] expected_classes [0:2];
    reg [6:0] core0_expected [0:107];
    integer seed;
    integer stall;
    integer failures;
    integer cycles;
    initial begin
        $readmemh("tb/events.hex", events_beats);
        $readmemh("tb/classes.hex", expected_classes);
        $readmemh("tb/core0_spikes.hex", core0_expected);
        seed = 1;
        stall = 0;
        failures = 0;
        if ($value$plusargs("seed=%d", seed)) $display("seed %0d", seed);
        if ($value$plusargs("stall=%d", stall)) $display("stall %0d %%", stall);
        repeat (3) @(posedge clk);
        rst <= 1'b0;
    end

    // Source of events: what is offered stays until it is taken.
    integer events_next;
    always @(posedge clk) begin
        if (rst) begin
            events_tvalid <= 1'b0;
            events_next <= 0;
        end else if (!events_tvalid || events_tready) begin
            if (events_next < 67 && $random(seed) % 100 >= stall) begin
                events_tvalid <= 1'b1;
                {events_tuser, events_tlast, events_tdata} <= events_beats[events_next];
                events_next <= events_next + 1;
            end else begin
                events_tvalid <= 1'b0;
            end
        end
    end

    // Spikes that leave core0: addresses, and a word of all ones after each time step.
    integer core0_seen;
    always @(posedge clk) begin
        if (rst) begin
            core0_seen = 0;
        end else if (dut.core0.spikes_valid && dut.core0.spikes_ready) begin
            if (!dut.core0.spikes_empty) begin
                check_core0({1'b0, dut.core0.spikes_address});
            end
            if (dut.core0.spikes_last) begin
                check_core0({7{1'b1}});
            end
        end
    end
    task check_core0;
        input [6:0] found;
        begin
            if (core0_seen >= 108 || found !== core0_expected[core0_seen]) begin
                if (failures < 10) begin
                    $display("FAIL: core0, spike word %0d: expected %h, found %h", core0_seen, core0_expected[core0_seen], found);
                end
                failures = failures + 1;
            end
            core0_seen = core0_seen + 1;
        end
    endtask

    // Sink of classes, and the end.
    integer classes_seen;
    always @(posedge clk) begin
        if (rst) begin
            classes_tready <= 1'b0;
            classes_seen = 0;
            cycles = 0;
        end else begin
            classes_tready <= $random(seed) % 100 >= stall;
            cycles = cycles + 1;
            if (classes_tvalid && classes_tready) begin
                if (classes_tdata !== expected_classes[classes_seen]) begin
                    $display("FAIL: sequence %0d: expected class %0d, found %0d", classes_seen, expected_classes[classes_seen], classes_tdata);
                    failures = failures + 1;
                end
                classes_seen = classes_seen + 1;
            end
            if (classes_seen == 3 || cycles == 1940000) begin
                finish_test;
            end
        end
    end
    task finish_test;
        begin
            if (classes_seen != 3) begin
                $display("FAIL: %0d of 3 sequences answered after %0d cycles", classes_seen, cycles);
                failures = failures + 1;
            end
            if (core0_seen != 108) begin
                $display("FAIL: core0 gave %0d of 108 spike words", core0_seen);
                failures = failures + 1;
            end
            if (error_event !== 1'b0) begin
                $display("FAIL: error_event is %b", error_event);
                failures = failures + 1;
            end
            if (error_length !== 1'b0) begin
                $display("FAIL: error_length is %b", error_length);
                failures = failures + 1;
            end
            if (failures == 0) begin
                $display("PASS: 3 sequences, 30 time steps, %0d cycles", cycles);
            end else begin
                $display("FAIL: %0d differences", failures);
            end
            $finish;
        end
    endtask
endmodule

`default_nettype wire
