`default_nettype none

// Neurons: leak, fast and slow current, bias, threshold and reset, in one read and one write of each membrane.
// Word after word of a group, from the end of the group's memory integration.
module dmp_spoken_digits_core1_neurons (
    input  wire               clk,
    input  wire               rst,
    input  wire               flags_first,
    input  wire               flags_touched,
    input  wire               flags_end,
    input  wire               group_end,
    input  wire               group_opens,
    input  wire signed [14:0] currents_0,
    input  wire signed [14:0] currents_1,
    input  wire signed [25:0] slow_0,
    input  wire signed [25:0] slow_1,
    input  wire               load_valid,
    input  wire [7:0]         load_memory,
    input  wire [23:0]        load_address,
    input  wire [7:0]         load_lane,
    input  wire signed [31:0] load_value,
    output wire               read_valid,
    output wire               read_first,
    output wire               read_arrives,
    output wire               advance,
    output wire               spikes_valid,
    output wire               spikes_fired_0,
    output wire               spikes_fired_1,
    output wire               spikes_last,
    output wire               spikes_end
);
    // The end of a group reaches the neurons when its sums are complete.
    reg  start_1;
    reg  start_2;
    reg  start_3;
    reg  start;
    reg  opens_1;
    reg  opens_2;
    reg  opens;

    // The job at work here; the sequencer may be at the next one already.
    reg  job_first;
    reg  job_first_next;
    reg  job_touched;
    reg  job_touched_next;
    reg  job_end;
    reg  job_end_next;

    always @* begin : job_first_logic
        job_first_next = job_first;
        job_touched_next = job_touched;
        job_end_next = job_end;
        if (opens) begin
            job_first_next = flags_first;
            job_touched_next = flags_touched;
            job_end_next = flags_end;
        end
    end

    // Words of the group still to come; the word that is read, and where its currents lie.
    reg  [1:0] left;
    reg  [1:0] left_next;
    reg  [5:0] word;
    reg  [5:0] word_next;
    reg  over;
    reg  over_next;

    always @* begin : left_logic
        left_next = left;
        if (start) begin
            left_next = 2'd3;
        end else if (left != 2'd0) begin
            left_next = left - 2'd1;
        end
    end

    wire reading_condition = start | (left != 2'd0);
    wire reading = reading_condition & !over;
    wire word_last = (word == 6'd63);

    always @* begin : word_logic
        word_next = word;
        over_next = over;
        if (opens) begin
            word_next = 6'd0;
            over_next = 1'b0;
        end else if (reading) begin
            if (word_last) begin
                over_next = 1'b1;
            end else begin
                word_next = word + 6'd1;
            end
        end
    end

    // Read: membranes, biases and currents come one cycle later.
    (* ram_style = "block", ramstyle = "no_rw_check", no_rw_check *)
    reg  [31:0] membranes [0:63];
    reg  [31:0] membranes_old;
    wire signed [15:0] membranes_old_0 = membranes_old[15:0];
    wire signed [15:0] membranes_old_1 = membranes_old[31:16];

    reg  sum_valid;
    reg  sum_last;
    reg  sum_last_next;
    reg  [5:0] sum_word;
    reg  [5:0] sum_word_next;
    reg  signed [21:0] sum_slow_0;
    reg  signed [21:0] sum_slow_0_next;
    reg  signed [21:0] sum_slow_1;
    reg  signed [21:0] sum_slow_1_next;

    always @* begin : sum_last_logic
        sum_last_next = sum_last;
        sum_word_next = sum_word;
        sum_slow_0_next = sum_slow_0;
        sum_slow_1_next = sum_slow_1;
        if (reading) begin
            sum_last_next = word_last;
            sum_word_next = word;
            sum_slow_0_next = slow_0[25:4] + {21'd0, slow_0[3]};
            sum_slow_1_next = slow_1[25:4] + {21'd0, slow_1[3]};
        end
    end

    (* ram_style = "block", ramstyle = "no_rw_check", no_rw_check *)
    reg  [31:0] bias [0:63];
    reg  [31:0] bias_word;
    wire signed [15:0] bias_word_0 = bias_word[15:0];
    wire signed [15:0] bias_word_1 = bias_word[31:16];

    wire bias_load = load_valid & (load_memory == 8'd9);

    // Sum: the leak's product, and everything else that enters the membrane.
    wire signed [21:0] slow_now_0 = sum_slow_0;
    wire signed [21:0] slow_now_1 = sum_slow_1;
    reg  total_valid;
    reg  total_last;
    reg  total_last_next;
    reg  [5:0] total_word;
    reg  [5:0] total_word_next;
    reg  signed [22:0] total_leak_0;
    reg  signed [22:0] total_leak_0_next;
    reg  signed [22:0] total_leak_1;
    reg  signed [22:0] total_leak_1_next;
    reg  signed [21:0] total_inflow_0;
    reg  signed [21:0] total_inflow_0_next;
    reg  signed [21:0] total_inflow_1;
    reg  signed [21:0] total_inflow_1_next;

    always @* begin : total_last_logic
        total_last_next = total_last;
        total_word_next = total_word;
        total_leak_0_next = total_leak_0;
        total_leak_1_next = total_leak_1;
        total_inflow_0_next = total_inflow_0;
        total_inflow_1_next = total_inflow_1;
        if (sum_valid) begin
            total_last_next = sum_last;
            total_word_next = sum_word;
            total_leak_0_next = $signed(!job_first ? {{7{membranes_old_0[15]}}, membranes_old_0}
                : 23'sd0) * 23'sd128;
            total_leak_1_next = $signed(!job_first ? {{7{membranes_old_1[15]}}, membranes_old_1}
                : 23'sd0) * 23'sd128;
            total_inflow_0_next = (job_touched ? {{{4{currents_0[14]}}, currents_0}, 3'd0} : 22'sd0)
                + slow_now_0 + {{6{bias_word_0[15]}}, bias_word_0};
            total_inflow_1_next = (job_touched ? {{{4{currents_1[14]}}, currents_1}, 3'd0} : 22'sd0)
                + slow_now_1 + {{6{bias_word_1[15]}}, bias_word_1};
        end
    end

    // Total: the leak, rounded, and what flows in.
    reg  fire_valid;
    reg  fire_last;
    reg  fire_last_next;
    reg  [5:0] fire_word;
    reg  [5:0] fire_word_next;
    reg  signed [21:0] fire_membrane_0;
    reg  signed [21:0] fire_membrane_0_next;
    reg  signed [21:0] fire_membrane_1;
    reg  signed [21:0] fire_membrane_1_next;

    always @* begin : fire_last_logic
        fire_last_next = fire_last;
        fire_word_next = fire_word;
        fire_membrane_0_next = fire_membrane_0;
        fire_membrane_1_next = fire_membrane_1;
        if (total_valid) begin
            fire_last_next = total_last;
            fire_word_next = total_word;
            fire_membrane_0_next = {{7{total_leak_0[22]}}, total_leak_0[22:8]}
                + {21'd0, total_leak_0[7]} + total_inflow_0;
            fire_membrane_1_next = {{7{total_leak_1[22]}}, total_leak_1[22:8]}
                + {21'd0, total_leak_1[7]} + total_inflow_1;
        end
    end

    // Fire: the exact total meets the threshold; saturation is the last thing that happens to it.
    wire fires_0 = (fire_membrane_0 >= 22'sd512);
    wire fires_1 = (fire_membrane_1 >= 22'sd512);
    reg  write_valid;
    reg  write_last;
    reg  write_last_next;
    reg  [5:0] write_word;
    reg  [5:0] write_word_next;
    reg  write_fired_0;
    reg  write_fired_0_next;
    reg  write_fired_1;
    reg  write_fired_1_next;
    reg  signed [15:0] write_membrane_0;
    reg  signed [15:0] write_membrane_0_next;
    reg  signed [15:0] write_membrane_1;
    reg  signed [15:0] write_membrane_1_next;
    wire signed [21:0] write_membrane_0_choice = fires_0 ? fire_membrane_0 - 22'sd512
        : fire_membrane_0;
    wire signed [21:0] write_membrane_1_choice = fires_1 ? fire_membrane_1 - 22'sd512
        : fire_membrane_1;

    always @* begin : write_last_logic
        write_last_next = write_last;
        write_word_next = write_word;
        write_fired_0_next = write_fired_0;
        write_fired_1_next = write_fired_1;
        write_membrane_0_next = write_membrane_0;
        write_membrane_1_next = write_membrane_1;
        if (fire_valid) begin
            write_last_next = fire_last;
            write_word_next = fire_word;
            write_fired_0_next = fires_0;
            write_fired_1_next = fires_1;
            write_membrane_0_next = (write_membrane_0_choice[20:15]
                == {6{write_membrane_0_choice[21]}}) ? write_membrane_0_choice[15:0]
                : {write_membrane_0_choice[21], {15{!write_membrane_0_choice[21]}}};
            write_membrane_1_next = (write_membrane_1_choice[20:15]
                == {6{write_membrane_1_choice[21]}}) ? write_membrane_1_choice[15:0]
                : {write_membrane_1_choice[21], {15{!write_membrane_1_choice[21]}}};
        end
    end

    // Write.
    assign read_valid = reading;
    assign read_first = 1'b1;
    assign read_arrives = sum_valid;
    assign advance = reading_condition;
    assign spikes_valid = write_valid;
    assign spikes_fired_0 = write_fired_0;
    assign spikes_fired_1 = write_fired_1;
    assign spikes_last = write_last;
    assign spikes_end = job_end;

    always @(posedge clk) begin : registers
        if (rst) begin
            start_1 <= 1'b0;
            start_2 <= 1'b0;
            start_3 <= 1'b0;
            start <= 1'b0;
            opens_1 <= 1'b0;
            opens_2 <= 1'b0;
            opens <= 1'b0;
            job_first <= 1'b0;
            job_touched <= 1'b0;
            job_end <= 1'b0;
            left <= 2'd0;
            word <= 6'd0;
            over <= 1'b0;
            sum_valid <= 1'b0;
            total_valid <= 1'b0;
            fire_valid <= 1'b0;
            write_valid <= 1'b0;
        end else begin
            start_1 <= group_end;
            start_2 <= start_1;
            start_3 <= start_2;
            start <= start_3;
            opens_1 <= group_opens;
            opens_2 <= opens_1;
            opens <= opens_2;
            job_first <= job_first_next;
            job_touched <= job_touched_next;
            job_end <= job_end_next;
            left <= left_next;
            word <= word_next;
            over <= over_next;
            sum_valid <= reading;
            total_valid <= sum_valid;
            fire_valid <= total_valid;
            write_valid <= fire_valid;
        end
    end

    always @(posedge clk) begin : registers_without_reset
        sum_last <= sum_last_next;
        sum_word <= sum_word_next;
        sum_slow_0 <= sum_slow_0_next;
        sum_slow_1 <= sum_slow_1_next;
        total_last <= total_last_next;
        total_word <= total_word_next;
        total_leak_0 <= total_leak_0_next;
        total_leak_1 <= total_leak_1_next;
        total_inflow_0 <= total_inflow_0_next;
        total_inflow_1 <= total_inflow_1_next;
        fire_last <= fire_last_next;
        fire_word <= fire_word_next;
        fire_membrane_0 <= fire_membrane_0_next;
        fire_membrane_1 <= fire_membrane_1_next;
        write_last <= write_last_next;
        write_word <= write_word_next;
        write_fired_0 <= write_fired_0_next;
        write_fired_1 <= write_fired_1_next;
        write_membrane_0 <= write_membrane_0_next;
        write_membrane_1 <= write_membrane_1_next;
    end

    always @(posedge clk) begin : membranes_new_port
        if (write_valid) membranes[write_word] <= {write_membrane_1, write_membrane_0};
    end

    always @(posedge clk) begin : membranes_old_port
        if (reading) membranes_old <= membranes[word];
    end

    always @(posedge clk) begin : bias_load_port
        if (bias_load) begin
            if (load_lane == 8'd0) bias[load_address[5:0]][15:0] <= load_value[15:0];
            if (load_lane == 8'd1) bias[load_address[5:0]][31:16] <= load_value[15:0];
        end
    end

    always @(posedge clk) begin : bias_word_port
        if (reading) bias_word <= bias[word];
    end

`ifdef ASSERTIONS
    // membranes is never read at the address that is being written
    always @(posedge clk) begin : membranes_old_new_apart
        if (!rst) assert (!(reading & write_valid & (word == write_word)));
    end
`endif

    // Bits that nothing reads.
    wire unused_bits = &{1'b0, slow_0[2:0], slow_1[2:0], load_address[23:6], load_value[31:16]};
endmodule

`default_nettype wire
